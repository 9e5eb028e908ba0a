-- The one evaluator of item rules: every condition of every item of every return, whether it holds and until when.
-- What is asked of an item stands in the seed item_conditions; a kind of condition stands here, or with its like in
-- int_fact_conditions_evaluated and int_event_conditions_evaluated, once.
with joined as (
    select
        inputs.file_sha256,
        inputs.item_id,
        inputs.assessment_date,
        inputs.declared_status,
        inputs.evidence_count,
        conditions.step,
        conditions.kind,
        conditions.operands,
        -- a condition that is asked of some only holds for all others
        coalesce(
            lower(inputs.facts[split_part(conditions.only_if, '=', 1)]) <> split_part(conditions.only_if, '=', 2),
            conditions.only_if is not null
        ) as is_not_asked,
        case
            when conditions.kind = 'evidence_within'
                then {{ in_date_until(
                    'inputs.evidence_dated_on',
                    'conditions.window_months',
                    'conditions.window_days',
                    'conditions.or_last_year'
                ) }}
        end as evidence_until
    from {{ ref('int_item_inputs_gathered') }} as inputs
    inner join {{ ref('int_conditions_chosen') }} as conditions
        on inputs.rule_version = conditions.rule_version and inputs.item_id = conditions.item_id
)

select
    joined.file_sha256,
    joined.item_id,
    joined.step,
    joined.kind,
    joined.is_not_asked
    or coalesce(
        case joined.kind
            -- the last step of an item says the outcome, and one computed elsewhere brings its own
            when 'decided' then false
            when 'computed' then false
            when 'declared' then list_contains(joined.operands, joined.declared_status)
            when 'evidence_present' then joined.evidence_count > 0
            when 'evidence_within' then joined.evidence_until >= joined.assessment_date
            else coalesce(facts.is_held, events.is_held)
        end, false
    ) as is_held,
    coalesce(joined.evidence_until, facts.holds_until, events.holds_until) as holds_until
from joined
left join {{ ref('int_fact_conditions_evaluated') }} as facts
    on joined.file_sha256 = facts.file_sha256 and joined.item_id = facts.item_id and joined.step = facts.step
left join {{ ref('int_event_conditions_evaluated') }} as events
    on joined.file_sha256 = events.file_sha256 and joined.item_id = events.item_id and joined.step = events.step
