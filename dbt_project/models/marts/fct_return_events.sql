select
    returns.org_code,
    returns.assessment_date,
    events.item_id,
    events.event_date,
    events.kind,
    events.forum,
    events.role,
    events.attended,
    events.covers,
    events.number,
    events.title,
    events.evidence_id
from {{ ref('stg_returns__event_rows') }} as events
inner join {{ ref('int_returns_ranked') }} as returns
    on events.file_sha256 = returns.file_sha256 and returns.is_current
