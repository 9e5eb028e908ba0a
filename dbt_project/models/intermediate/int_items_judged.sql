with steps as (
    select * from {{ ref('int_conditions_evaluated') }}
),

-- the first condition that does not hold decides; the last step of every item never holds, and so says the outcome
decided as (
    select
        file_sha256,
        item_id,
        min_by(status_if_not, step) filter (not is_held) as status,
        min_by(sentence, step) filter (not is_held) as reason,
        min(step) filter (not is_held) as decided_at
    from steps
    group by file_sha256, item_id
)

select
    decided.file_sha256,
    decided.item_id,
    decided.status,
    decided.reason,
    (min(steps.holds_until) filter (steps.is_held and decided.status in ('met', 'met_min', 'panel_judgement')))::date
    + 1 as stale_on
from decided
inner join steps on decided.file_sha256 = steps.file_sha256 and decided.item_id = steps.item_id
group by all
