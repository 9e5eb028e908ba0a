with source as (
    select * from {{ cells(source('returns', 'headers')) }}
),

renamed as (
    select
        file_sha256,
        field,
        file_line
    from source
)

select * from renamed
