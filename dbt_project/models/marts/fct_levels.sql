with levels as (
    pivot {{ ref('int_levels_attained') }}
    on concept in ('self_assessed', 'verified_floor', 'verified_ceiling')
    using max(level) as level, max(level_rank) as level_rank
    group by org_code, assessment_date
),

awards as (
    select
        held.*,
        case when held.outcome = 'withdrawn' then 'none' else held.decided_level end as level_awarded,
        ranks.level_rank as awarded_rank
    from {{ ref('int_awards_held') }} as held
    inner join {{ ref('levels') }} as ranks
        on ranks.level = case when held.outcome = 'withdrawn' then 'none' else held.decided_level end
),

items as (
    select judged.*, items.item_level, ranks.level_rank
    from {{ ref('fct_items') }} as judged
    inner join {{ ref('items') }} as items on judged.item_id = items.item_id and items.item_kind = 'direct'
    inner join {{ ref('levels') }} as ranks on items.item_level = ranks.level
),

applications as (
    select org_code, max(assessment_date) as last_applied_on
    from {{ ref('int_returns_ranked') }}
    where is_current and return_type = 'application'
    group by org_code
),

latest as (
    select org_code, max(assessment_date) as assessment_date from levels group by org_code
),

blocking as (
    select
        levels.org_code,
        levels.assessment_date,
        string_agg(items.item_id, ';' order by items.level_rank, items.item_id)
            filter (
                items.level_rank <= levels.verified_floor_level_rank + 1
                and items.status not in ('met', 'met_min')
            ) as blocking_items,
        -- an award does not drop by itself: what has gone out of date since is for the panel to see
        bool_or(
            items.level_rank <= awards.awarded_rank
            and (items.status not in ('met', 'met_min', 'panel_judgement') or items.stale_on <= {{ as_of() }})
        ) as has_lapsed_item
    from levels
    left join items on levels.org_code = items.org_code and levels.assessment_date = items.assessment_date
    left join awards on levels.org_code = awards.org_code
    group by levels.org_code, levels.assessment_date
)

select
    levels.org_code,
    levels.assessment_date,
    levels.self_assessed_level as level_self_assessed,
    levels.verified_floor_level as level_verified_floor,
    levels.verified_ceiling_level as level_verified_ceiling,
    case when awards.decided_on is null then 'none' else awards.level_awarded end as level_awarded,
    awards.award_valid_to,
    coalesce(awards.awarded_rank > 0, false)
    and (coalesce(today.has_lapsed_item, false) or coalesce(awards.award_valid_to < {{ as_of() }}, false))
        as award_at_risk,
    {{ as_of() }} > coalesce(applications.last_applied_on, awards.decided_on) + to_months({{ parameter('review_months') }}::integer)
        as review_overdue,
    next_levels.level as next_level,
    blocking.blocking_items,
    latest.assessment_date is not null as is_latest
from levels
left join blocking on levels.org_code = blocking.org_code and levels.assessment_date = blocking.assessment_date
-- an award stands or falls with the latest assessment, whichever row it is shown on
left join latest as newest on levels.org_code = newest.org_code
left join blocking as today on newest.org_code = today.org_code and newest.assessment_date = today.assessment_date
left join awards on levels.org_code = awards.org_code
left join applications on levels.org_code = applications.org_code
left join latest on levels.org_code = latest.org_code and levels.assessment_date = latest.assessment_date
left join {{ ref('levels') }} as next_levels on next_levels.level_rank = levels.verified_floor_level_rank + 1
