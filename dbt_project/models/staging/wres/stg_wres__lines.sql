with source as (
    select * from {{ cells(source('wres', 'lines')) }}
),

renamed as (
    select
        org_code,
        wres_year::integer as wres_year,
        standard,
        measure_code,
        wres_group,
        {{ line_value('value') }} as line_value,
        {{ line_status('value') }} as value_status,
        nullif(basis, '') as basis,
        source,
        nullif(release_year, '')::integer as release_year,
        file_sha256,
        file_line,
        file_column
    from source
)

select * from renamed
