with source as (
    select * from {{ cells(source('returns', 'wres_lines')) }}
),

renamed as (
    select
        file_sha256,
        wres_year::integer as wres_year,
        measure_code,
        declared_value,
        file_line
    from source
    where declared_value <> ''
)

select * from renamed
