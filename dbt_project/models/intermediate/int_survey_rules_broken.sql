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
where has_too_many_respondents

union all
-- boards and surgical services are surveyed too, and in no list of trusts
select
    'V01', 'staff_survey', units.reporting_unit, units.wres_year,
    count(*) || ' figures of the survey of ' || units.nss_year || ': no organisation has the code '
    || units.reporting_unit,
    {{ lines_of('units', 'units.table_name') }}
from {{ ref('int_survey_units_mapped') }} as units
anti join {{ ref('stg_ods__trusts') }} as boards on units.reporting_unit = boards.icb_code
where
    units.org_code is null
    and not regexp_matches(coalesce(units.nss_group, ''), 'ICB|Surgical', 'i')
group by units.reporting_unit, units.wres_year, units.nss_year

union all
select
    'C02', 'staff_survey', units.org_code, units.wres_year,
    'the survey of ' || units.nss_year || ' gives '
    || string_agg(distinct units.reporting_unit, ' and ' order by units.reporting_unit)
    || ' and no figure of the whole of ' || units.org_code || ', so it has none',
    {{ lines_of('units', 'units.table_name') }}
from {{ ref('int_survey_units_mapped') }} as units
anti join {{ ref('int_survey_units_mapped') }} as wholes
    on units.org_code = wholes.reporting_unit and units.nss_year = wholes.nss_year
where units.is_part_of_organisation
group by units.org_code, units.wres_year, units.nss_year
