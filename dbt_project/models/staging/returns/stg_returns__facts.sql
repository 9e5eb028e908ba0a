with source as (
    select * from {{ cells(source('returns', 'facts')) }}
),

renamed as (
    select
        file_sha256,
        item_id,
        field,
        nullif(value, '') as fact_value,
        file_line
    from source
)

select * from renamed
