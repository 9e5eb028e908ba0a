with source as (
    select * from {{ source('landing', 'arrivals') }}
)

select * from source
