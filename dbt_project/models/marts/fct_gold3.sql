select
    judged.* exclude (sentence, in_date_until, stale_on),
    judged.sentence as reason,
    judged.stale_on,
    chances.* exclude (org_code, assessment_date)
from {{ ref('int_gold3_judged') }} as judged
inner join {{ ref('int_gold3_chances_matched') }} as chances
    on judged.org_code = chances.org_code and judged.assessment_date = chances.assessment_date
