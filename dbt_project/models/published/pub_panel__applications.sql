select facts.*
from {{ ref('fct_applications') }} as facts
inner join {{ ref('int_applications_open') }} as applications
    on facts.org_code = applications.org_code and facts.assessment_date = applications.assessment_date
