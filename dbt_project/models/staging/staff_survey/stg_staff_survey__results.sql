with source as (
    select * from {{ cells(source('staff_survey', 'results')) }}
),

renamed as (
    select
        reporting_unit,
        benchmark_group as nss_group,
        wres_year::integer as wres_year,
        nss_year::integer as nss_year,
        indicator as measure_code,
        wres_group,
        {{ line_value('fraction') }} as fraction,
        {{ line_status('fraction') }} as value_status,
        {{ line_value('n') }}::integer as respondents,
        coalesce(
            nullif(release_year, '')::integer,
            max(wres_year::integer) over (partition by file_sha256)
        ) as release_year,
        file_sha256,
        file_line
    from source
)

select * from renamed
