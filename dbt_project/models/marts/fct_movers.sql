with moved as (
    select
        levels.org_code, 'level' as kind, levels.concept as subject, levels.level_before as before,
        levels.level_after as after, levels.before_on, levels.assessment_date as after_on, levels.reason,
        ranks_before.level_rank as rank_before, ranks_after.level_rank as rank_after
    from {{ ref('int_levels_moved') }} as levels
    inner join {{ ref('levels') }} as ranks_after on levels.level_after = ranks_after.level
    left join {{ ref('levels') }} as ranks_before on levels.level_before = ranks_before.level

    union all

    select
        items.org_code, 'item', items.item_id, items.status_before, items.status, items.before_on,
        items.assessment_date, items.reason, ranks_before.category_order, ranks_after.category_order
    from {{ ref('int_assessments_compared') }} as items
    inner join {{ ref('peer_categories') }} as ranks_after
        on items.status = ranks_after.status and ranks_after.metric_kind = 'item'
    left join {{ ref('peer_categories') }} as ranks_before
        on items.status_before = ranks_before.status and ranks_before.metric_kind = 'item'
    where items.concept = 'verified_floor'
)

select
    org_code,
    kind,
    subject,
    before,
    after,
    case
        when rank_after > rank_before then 'up'
        when rank_after < rank_before then 'down'
        when rank_before is not null then 'same'
    end as direction,
    case
        when before_on is null then 'first_assessment'
        when before is null then 'not_judged_before'
        else 'compared'
    end as status,
    before_on,
    after_on,
    reason
from moved
