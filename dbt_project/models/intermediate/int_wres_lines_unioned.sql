-- Where sources of WRES lines join: a new source is one more select. `refused_by` is a rule that a source's own checks
-- found broken; the rules for every line stand in int_wres_lines_verified.
with survey as (
    select units.*, if(checked.has_too_many_respondents, 'V22', null) as refused_by
    from {{ ref('int_survey_units_mapped') }} as units
    left join {{ ref('int_survey_values_crosschecked') }} as checked
        on
            units.reporting_unit = checked.reporting_unit
            and units.nss_year = checked.nss_year
            and units.measure_code = checked.measure_code
            and units.release_year = checked.nss_year + 1
    where units.is_right_survey and not units.is_part_of_organisation
)

select
    org_code, wres_year, standard, measure_code, wres_group, line_value, value_status, basis, source, release_year,
    null as refused_by, 'lines' as table_name, file_sha256, file_line
from {{ ref('stg_wres__lines') }}

union all

select
    returns.org_code, lines.wres_year, 'WRES', lines.measure_code, lines.wres_group, lines.line_value,
    lines.value_status, 'annual', 'return', year(returns.assessment_date)::integer, null, 'wres_lines',
    lines.file_sha256, lines.file_line
from {{ ref('stg_returns__wres_lines') }} as lines
inner join {{ ref('int_returns_ranked') }} as returns
    on lines.file_sha256 = returns.file_sha256 and returns.is_current
-- of several returns in one year the last one's figures stand
qualify
    dense_rank() over (
        partition by returns.org_code, lines.wres_year, split_part(lines.measure_code, '.', 1),
            year(returns.assessment_date)
        order by returns.assessment_date desc
    ) = 1

union all

select
    org_code, wres_year, 'WRES', measure_code || '.PCT', wres_group, fraction, value_status, null, 'nss', release_year,
    refused_by, table_name, file_sha256, file_line
from survey

union all

select
    org_code, wres_year, 'WRES', measure_code || '.N', wres_group, respondents, 'reported', null, 'nss', release_year,
    refused_by, table_name, file_sha256, file_line
from survey
where respondents is not null

union all

-- a snapshot may have millions of lines, so its files are named and not its lines (int_count_rules_located)
select
    org_code, year(snapshot_on)::integer, 'WRES', line_code, wres_group, sum(headcount), 'reported', null, 'esr',
    year(snapshot_on)::integer, if(bool_or(is_contradicted), 'V04', null), 'snapshots', null, null
from {{ ref('int_workforce_lines_summed') }}
where strftime(snapshot_on, '%m-%d') = '03-31'
group by all
