with source as (
    select * from {{ source('returns', 'facts') }}
),

renamed as (
    select
        file_sha256,
        item_id,
        field,
        nullif(trim(value), '') as fact_value,
        file_line
    from source
)

select * from renamed
