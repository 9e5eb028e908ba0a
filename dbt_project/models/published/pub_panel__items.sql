select facts.* replace (disclosed.reason as reason)
from {{ ref('fct_items') }} as facts
inner join {{ ref('int_applications_open') }} as applications
    on facts.org_code = applications.org_code and facts.assessment_date = applications.assessment_date
inner join {{ ref('int_reasons_disclosed') }} as disclosed
    on
        facts.org_code = disclosed.org_code
        and facts.assessment_date = disclosed.assessment_date
        and facts.item_id = disclosed.item_id
