with source as (
    select * from {{ cells(source('returns', 'wres_lines')) }}
    -- the template offers every line of a year: one that is blank in all groups was not given
    where concat(white, bme, unknown) <> ''
),

unpivoted as (
    unpivot source on white, bme, unknown into name wres_group value cell
),

renamed as (
    select
        file_sha256,
        wres_year::integer as wres_year,
        measure_code,
        upper(wres_group) as wres_group,
        {{ line_value('cell') }} as line_value,
        {{ line_status('cell') }} as value_status,
        file_line
    from unpivoted
    -- a bare indicator carries the ratio that the organisation declares, not counts
    where contains(measure_code, '.')
)

select * from renamed
