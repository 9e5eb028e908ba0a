select facts.* replace (explained.panel_blocking_reasons as blocking_reasons)
from {{ ref('fct_levels') }} as facts
inner join {{ ref('int_applications_open') }} as applications
    on facts.org_code = applications.org_code and facts.assessment_date = applications.assessment_date
inner join {{ ref('int_levels_explained') }} as explained
    on facts.org_code = explained.org_code and facts.assessment_date = explained.assessment_date
