-- Reasons of items as the panel reads them: with no small count of people in them (§5.3).
select
    inputs.org_code,
    inputs.assessment_date,
    judged.item_id,
    judged.panel_reason as reason
from {{ ref('int_items_judged') }} as judged
inner join {{ ref('int_item_inputs_gathered') }} as inputs
    on judged.file_sha256 = inputs.file_sha256 and judged.item_id = inputs.item_id
