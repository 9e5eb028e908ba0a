-- One row for each assessment and concept of level (§3.3): the highest level of which, and of all below which, every
-- direct deliverable counts. The three concepts share this arithmetic and nothing else.
with direct as (
    select
        inputs.org_code, inputs.assessment_date, items.item_level, inputs.item_id, inputs.declared_status, judged.status
    from {{ ref('int_item_inputs_gathered') }} as inputs
    inner join {{ ref('items') }} as items on inputs.item_id = items.item_id and items.item_kind = 'direct'
    left join {{ ref('int_items_judged') }} as judged
        on inputs.file_sha256 = judged.file_sha256 and inputs.item_id = judged.item_id
),

counted as (
    select *, 'self_assessed' as concept, coalesce(declared_status = 'in_place', false) as counts from direct
    union all
    select *, 'verified_floor', coalesce(status in ('met', 'met_min'), false) from direct
    union all
    select *, 'verified_ceiling', coalesce(status in ('met', 'met_min', 'panel_judgement'), false) from direct
),

failing as (
    select
        counted.org_code,
        counted.assessment_date,
        counted.concept,
        min(levels.level_rank) filter (not counted.counts) as first_failing_rank,
        max(levels.level_rank) as highest_rank
    from counted
    inner join {{ ref('levels') }} as levels on counted.item_level = levels.level
    group by all
)

select
    failing.org_code,
    failing.assessment_date,
    failing.concept,
    levels.level,
    levels.level_rank
from failing
inner join {{ ref('levels') }} as levels
    on levels.level_rank = coalesce(failing.first_failing_rank - 1, failing.highest_rank)
