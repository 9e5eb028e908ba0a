-- An item blocks twice over: above the floor, where the panel's judgement may be all that misses, and above the
-- ceiling, where something misses that no judgement mends.
with latest as (
    select
        taking_part.region_code,
        levels.org_code,
        levels.assessment_date,
        string_split(levels.blocking_items, ';') as blocking_items,
        ceiling.level_rank as ceiling_rank
    from {{ ref('fct_levels') }} as levels
    inner join {{ taking_part() }} as taking_part on levels.org_code = taking_part.org_code
    inner join {{ ref('levels') }} as ceiling on levels.level_verified_ceiling = ceiling.level
    where levels.is_latest
),

judged as (
    select
        latest.*,
        items.item_id,
        items.item_level,
        items.item_name,
        items.status,
        items.status in ('met', 'met_min') as is_met,
        items.status = 'panel_judgement' as is_with_panel,
        not is_met and not is_with_panel as is_not_shown,
        coalesce(list_contains(latest.blocking_items, items.item_id), false) as is_blocking,
        is_not_shown and levels.level_rank <= latest.ceiling_rank + 1 as is_beyond_panel
    from latest
    inner join {{ ref('fct_items') }} as items
        on
            latest.org_code = items.org_code
            and latest.assessment_date = items.assessment_date
            and items.item_kind = 'direct'
    inner join {{ ref('levels') }} as levels on items.item_level = levels.level
)

select
    region_code,
    item_id,
    item_level,
    item_name,
    count(*) as organisations,
    count(*) filter (is_met) as met,
    count(*) filter (is_with_panel) as with_panel,
    count(*) filter (is_not_shown) as not_shown,
    count(*) filter (status = 'stale') as stale,
    count(*) filter (is_blocking) as blocking,
    blocking / organisations as blocking_share,
    string_agg(org_code, ';' order by org_code) filter (is_blocking) as blocked_organisations,
    count(*) filter (is_beyond_panel) as beyond_panel,
    beyond_panel / organisations as beyond_panel_share,
    string_agg(org_code, ';' order by org_code) filter (is_beyond_panel) as beyond_panel_organisations
from judged
group by all
