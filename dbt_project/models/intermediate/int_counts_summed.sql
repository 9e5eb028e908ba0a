with lines as (
    select * from {{ ref('int_wres_lines_chosen') }}
),

sets as (
    select *, split_part(line_code, '.', 1) as indicator from {{ ref('int_count_sets_listed') }}
),

expected as (
    select
        submitted.*, sets.set_code, sets.line_code, sets.is_mandatory, groups.wres_group
    from (
        select org_code, wres_year, indicator, source, release_year, is_current, max(basis) as basis
        from lines
        group by all
    ) as submitted
    inner join sets on submitted.indicator = sets.indicator
    cross join (values ('WHITE'), ('BME'), ('UNKNOWN')) as groups (wres_group)
)

select
    expected.org_code,
    expected.wres_year,
    expected.set_code,
    expected.wres_group,
    expected.source,
    expected.release_year,
    expected.is_current,
    expected.basis,
    count(lines.measure_code) > 0 as has_line,
    case
        when bool_or(lines.value_status = 'suppressed') then 'suppressed'
        when bool_or(lines.value_status = 'rejected') then 'rejected'
        when bool_or(expected.is_mandatory and coalesce(lines.value_status, 'not_submitted') <> 'reported')
            then 'not_submitted'
        else 'reported'
    end as count_status,
    case when count_status = 'reported' then sum(coalesce(lines.line_value, 0)) end as headcount
from expected
left join lines
    on
        expected.org_code = lines.org_code
        and expected.wres_year = lines.wres_year
        and expected.source = lines.source
        and expected.release_year is not distinct from lines.release_year
        and expected.line_code = lines.measure_code
        and expected.wres_group = lines.wres_group
group by all
