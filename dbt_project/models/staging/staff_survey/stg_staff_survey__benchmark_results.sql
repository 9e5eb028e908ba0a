with source as (
    select * from {{ cells(source('staff_survey', 'benchmark_cells')) }}
),

parsed as (
    select
        *,
        regexp_extract(column_name, '^(.+)_eth_summary_([0-9])_([0-9]{4})$', ['measure', 'code', 'year']) as parts,
        case when value = '-' then '*' else value end as fraction,
        case when base = '-' then '*' else base end as n
    from source
),

renamed as (
    select
        org_id as reporting_unit,
        benchmark_group as nss_group,
        parts.year::integer + 1 as wres_year,
        parts.year::integer as nss_year,
        case parts.measure
            when 'har_from_pat' then 'I5'
            when 'har_from_staff' then 'I6'
            when 'equal' then 'I7'
            when 'q16b' then 'I8'
        end as measure_code,
        case parts.code when '1' then 'WHITE' when '2' then 'BME' end as wres_group,
        {{ line_value('fraction') }} as fraction,
        {{ line_status('fraction') }} as value_status,
        {{ line_value('n') }}::integer as respondents,
        max(parts.year::integer + 1) over (partition by file_sha256) as release_year,
        file_sha256,
        file_line,
        place
    from parsed
)

select * from renamed
