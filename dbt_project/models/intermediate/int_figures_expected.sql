-- How many figures an organisation that takes part is to give for a WRES year, by the folder that they come in (V05):
-- every mandatory line in every ethnic group. The survey publishes no rate of unknown ethnicity.
with mandatory as (
    select line_code, reference_time = 'survey' as is_survey from {{ ref('wres_lines') }} where is_mandatory
    union all
    select line_code, false from {{ ref('workforce_lines') }} where is_mandatory
),

figures as (
    select if(is_survey, 'staff_survey', 'wres') as source, line_code, wres_group
    from mandatory
    inner join (values ('WHITE'), ('BME'), ('UNKNOWN')) as groups (wres_group)
        on not is_survey or wres_group <> 'UNKNOWN'
),

years as (
    select wres_year from {{ ref('collection_calendar') }} where opens_on <= {{ as_of() }}
    union
    select distinct wres_year from {{ ref('int_wres_lines_chosen') }}
)

select
    organisations.org_code,
    figures.source,
    years.wres_year::integer as period,
    count(*) as expected,
    count(*) filter (coalesce(lines.value_status, 'not_submitted') <> 'not_submitted') as given
from {{ taking_part() }} as organisations
cross join years
cross join figures
left join {{ ref('int_wres_lines_chosen') }} as lines
    on
        organisations.org_code = lines.org_code
        and years.wres_year = lines.wres_year
        and figures.line_code = lines.measure_code
        and figures.wres_group = lines.wres_group
        and lines.is_current
where coalesce(organisations.opened_on <= make_date(years.wres_year, 3, 31), true)
group by all
