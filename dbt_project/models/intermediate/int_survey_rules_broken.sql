-- Rules of meaning that survey values break (§6.4).
select
    'V23' as rule_id, 'staff_survey' as source, coalesce(org_code, reporting_unit) as org_code, wres_year as period,
    'the survey of ' || nss_year || ' is given for WRES ' || wres_year as detail,
    {{ lines_of('units', 'table_name') }} as lines
from {{ ref('int_survey_units_mapped') }} as units
where not is_right_survey
group by reporting_unit, org_code, nss_year, wres_year

union all
-- the composite of indicator 6 takes in whoever was harassed by managers (q14b) and by colleagues (q14c)
select
    case when is_composite and outcome = 'overall_too_high' then 'V24' else 'C01' end,
    'staff_survey', coalesce(org_code, reporting_unit), nss_year + 1,
    measure_code || ' of the survey of ' || nss_year || ', ' || reporting_unit || ': '
    || case when is_composite and outcome = 'overall_too_high' then 'a part of it is ' else 'everybody ' end
    || round(100 * case when outcome = 'overall_too_high' then overall_lower else overall_upper end, 1)
    || '%, where White ' || round(100 * white_fraction, 1) || '% and BME ' || round(100 * bme_fraction, 1)
    || '% allow ' || round(100 * allowed_lower, 1) || '% to ' || round(100 * allowed_upper, 1) || '%',
    lines
from {{ ref('int_survey_values_crosschecked') }}
where outcome <> 'agrees'

union all
select
    'V22', 'staff_survey', coalesce(org_code, reporting_unit), nss_year + 1,
    measure_code || ' of the survey of ' || nss_year || ', ' || reporting_unit || ': ' || known_respondents
    || ' White and BME respondents of ' || respondents,
    lines
from {{ ref('int_survey_values_crosschecked') }}
where not is_composite and known_respondents > respondents
