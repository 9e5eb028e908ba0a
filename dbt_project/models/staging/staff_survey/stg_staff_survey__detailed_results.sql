with source as (
    select * from {{ cells(source('staff_survey', 'detailed_cells')) }}
),

marked as (
    select
        *,
        case when value = '-' then '*' else value end as percent,
        case when base = '-' then '*' else base end as n
    from source
),

renamed as (
    select
        ods_code as reporting_unit,
        benchmark_group as nss_group,
        survey_year::integer as nss_year,
        split_part(question, ' - ', 1) as question,
        regexp_replace(column_name, '^% ', '') as answer,
        {{ line_value('percent') }} / 100 as fraction,
        {{ line_status('percent') }} as value_status,
        {{ line_value('n') }}::integer as respondents,
        file_sha256,
        file_line,
        place
    from marked
)

select * from renamed
