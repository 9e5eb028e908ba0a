with source as (
    select * from {{ cells(source('wres', 'declared_ratios')) }}
),

renamed as (
    select
        org_code,
        wres_year::integer as wres_year,
        measure_code,
        declared_value,
        source,
        nullif(release_year, '')::integer as release_year,
        file_sha256,
        file_line,
        file_column
    from source
    where declared_value not in ('', '*')
)

select * from renamed
