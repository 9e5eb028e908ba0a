with source as (
    select * from {{ source('landing', 'arrival_checks') }}
)

select * from source
