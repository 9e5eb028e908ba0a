with source as (
    select * from {{ source('returns', 'wres_lines') }}
),

renamed as (
    select
        file_sha256,
        wres_year::integer as wres_year,
        measure_code,
        trim(declared_value) as declared_value,
        file_line
    from source
    where trim(coalesce(declared_value, '')) <> ''
)

select * from renamed
