with source as (
    select * from {{ source('landing', 'refresh') }}
),

renamed as (
    select as_of::date as as_of
    from source
)

select * from renamed
