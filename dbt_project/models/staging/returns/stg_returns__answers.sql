with source as (
    select * from {{ source('returns', 'answers') }}
),

renamed as (
    select
        file_sha256,
        item_id,
        nullif(declared_status, '') as declared_status
    from source
)

select * from renamed
