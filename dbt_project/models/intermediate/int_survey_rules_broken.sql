-- Rules of meaning that survey values break (§6.4).
select distinct
    'V23' as rule_id, 'staff_survey' as source, coalesce(org_code, reporting_unit) as org_code,
    'the survey of ' || nss_year || ' is given for WRES ' || wres_year as detail
from {{ ref('int_survey_units_mapped') }}
where not is_right_survey
