-- Lines of the workforce on a day, as submitted for 31 March and as extracted, side by side.
select
    org_code, make_date(wres_year, 3, 31) as snapshot_on, source, measure_code as line_code, wres_group, line_value,
    value_status
from {{ ref('int_wres_lines_chosen') }}
where indicator = 'I1' and source <> 'esr'

union all

select
    org_code, snapshot_on, 'esr', line_code, wres_group, sum(headcount)::double,
    if(bool_or(is_contradicted), 'rejected', 'reported')
from {{ ref('int_workforce_lines_summed') }}
group by all
