-- Rules of meaning for which submitted lines are refused one by one (int_wres_lines_verified), and sources that
-- disagree.
with refused as (
    select * from {{ ref('int_wres_lines_verified') }} where refused_by <> 'V22'
)

select
    'V01' as rule_id, refused.source, refused.org_code, refused.wres_year as period,
    count(*) || ' figures of ' || refused.wres_year || ': '
    || any_value({{ exclusion_words('refused.exclusion', 'refused.org_code', 'listed', 'successors') }}) as detail,
    {{ lines_of('refused', 'refused.table_name') }} as lines
from refused
left join {{ ref('int_organisations_listed') }} as listed on refused.org_code = listed.org_code
left join {{ ref('int_successors_named') }} as successors on refused.org_code = successors.old_code
where refused.refused_by = 'V01'
group by refused.org_code, refused.source, refused.wres_year

union all
select
    'V02', source, org_code, wres_year,
    split_part(measure_code, '.', 1) || ' of ' || wres_year || ': '
    || case
        when any_value(value_status) = 'not_yet_valid' then 'its snapshot of 31 March has not come'
        when count(distinct basis) > 1 then 'figures of one year and averages of two are mixed'
        else 'an average of two years is no count of 31 March'
    end,
    {{ lines_of('refused', 'refused.table_name') }}
from refused
where refused_by = 'V02'
group by org_code, source, wres_year, release_year, split_part(measure_code, '.', 1)

union all
select
    refused_by, source, org_code, wres_year,
    measure_code || ' ' || wres_group || ' of ' || wres_year || ': '
    || case refused_by
        when 'V03' then line_value || ' is not a whole number of people'
        when 'V21' then line_value || ' is no fraction from 0 to 1'
        else 'no line has this code, so its value is not used'
    end,
    [{{ line_of('refused', 'refused.table_name') }}]
from refused
where refused_by in ('V03', 'V05', 'V21')

union all
select
    'V04', source, org_code, wres_year,
    measure_code || ' ' || wres_group || ' of ' || wres_year || ': two files of one release say '
    || string_agg(distinct coalesce(line_value::varchar, '*'), ' and ' order by coalesce(line_value::varchar, '*'))
    || ', and nobody can tell which one counts',
    {{ lines_of('refused', 'refused.table_name') }}
from refused
where refused_by = 'V04' and source <> 'esr'
group by org_code, source, wres_year, release_year, measure_code, wres_group

union all
select
    'V25', source, org_code, wres_year,
    indicator || ' of ' || wres_year || ': ' || largest
    || case when disagreements > 1 then ', and ' || (disagreements - 1) || ' more disagreements' else '' end,
    lines
from {{ ref('int_source_conflicts_listed') }}
