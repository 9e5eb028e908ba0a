select
    returns.org_code,
    returns.assessment_date,
    facts.item_id,
    facts.field,
    facts.fact_value
from {{ ref('stg_returns__facts') }} as facts
inner join {{ ref('int_returns_ranked') }} as returns
    on facts.file_sha256 = returns.file_sha256 and returns.is_current
where facts.fact_value is not null
