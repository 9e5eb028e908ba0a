-- Rules of meaning that submitted lines break one by one (§6.4): what refuses a line is said in int_wres_lines_verified.
select
    'V01' as rule_id, 'wres' as source, lines.org_code, lines.wres_year as period,
    'no organisation ' || lines.org_code || ' in the ODS list' as detail,
    {{ lines_of('lines', 'lines.table_name') }} as lines
from {{ ref('int_wres_lines_unioned') }} as lines
anti join {{ ref('stg_ods__trusts') }} as trusts on lines.org_code = trusts.org_code
group by lines.org_code, lines.wres_year

union all
select
    case when value_status = 'unknown_line' then 'V05' when unit = 'fraction' then 'V21' else 'V03' end as rule_id,
    source, org_code, wres_year,
    measure_code || ' ' || wres_group || ' of ' || wres_year || ': '
    || case rule_id
        when 'V03' then line_value || ' is not a whole number of people'
        when 'V21' then line_value || ' is no fraction from 0 to 1'
        else 'no line has this code, so its value is not used'
    end,
    [{{ line_of('lines', 'lines.table_name') }}]
from {{ ref('int_wres_lines_verified') }} as lines
where value_status in ('rejected', 'unknown_line')

union all
select
    'V25', source, org_code, wres_year,
    indicator || ' of ' || wres_year || ': ' || largest
    || case when disagreements > 1 then ', and ' || (disagreements - 1) || ' more disagreements' else '' end,
    lines
from {{ ref('int_source_conflicts_listed') }}
