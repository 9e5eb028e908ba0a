select
    inputs.org_code,
    inputs.assessment_date,
    judged.item_id,
    items.item_kind,
    items.item_level,
    items.item_name,
    inputs.declared_status,
    judged.status,
    judged.cause,
    judged.reason,
    inputs.evidence_count,
    judged.stale_on,
    inputs.rule_version
from {{ ref('int_items_judged') }} as judged
inner join {{ ref('int_item_inputs_gathered') }} as inputs
    on judged.file_sha256 = inputs.file_sha256 and judged.item_id = inputs.item_id
inner join {{ ref('items') }} as items on judged.item_id = items.item_id
