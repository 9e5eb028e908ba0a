-- One row for each assessment: what stands between the verified floor and the next level, what is there out of order,
-- and what goes stale next. Nothing here depends on the day on which it is looked at.
with attained as (
    pivot {{ ref('int_levels_attained') }}
    on concept in ('self_assessed', 'verified_floor', 'verified_ceiling')
    using max(level) as level, max(level_rank) as level_rank
    group by org_code, assessment_date
),

direct as (
    select
        judged.org_code,
        judged.assessment_date,
        judged.item_id,
        judged.status,
        judged.stale_on,
        levels.level,
        levels.level_rank,
        judged.item_id || ' ' || items.key_driver || ', ' || replace(judged.status, '_', ' ') || ': ' as place,
        place || judged.reason as words,
        place || disclosed.reason as panel_words
    from {{ ref('fct_items') }} as judged
    inner join {{ ref('int_reasons_disclosed') }} as disclosed
        on
            judged.org_code = disclosed.org_code
            and judged.assessment_date = disclosed.assessment_date
            and judged.item_id = disclosed.item_id
    inner join {{ ref('items') }} as items on judged.item_id = items.item_id and items.item_kind = 'direct'
    inner join {{ ref('levels') }} as levels on items.item_level = levels.level
),

gaps as (
    select
        attained.org_code,
        attained.assessment_date,
        string_agg(direct.item_id, ';' order by direct.level_rank, direct.item_id) as blocking_items,
        string_agg(direct.words, ' ' order by direct.level_rank, direct.item_id) as blocking_reasons,
        string_agg(direct.panel_words, ' ' order by direct.level_rank, direct.item_id) as panel_blocking_reasons
    from attained
    inner join direct on attained.org_code = direct.org_code and attained.assessment_date = direct.assessment_date
    where direct.level_rank <= attained.verified_floor_level_rank + 1 and direct.status not in ('met', 'met_min')
    group by attained.org_code, attained.assessment_date
),

-- levels of which every item counts, above one of which an item does not
complete as (
    select org_code, assessment_date, level, level_rank
    from direct
    group by all
    having bool_and(status in ('met', 'met_min', 'panel_judgement'))
),

out_of_order as (
    select
        attained.org_code,
        attained.assessment_date,
        string_agg(complete.level, ';' order by complete.level_rank) as levels_out_of_order
    from attained
    inner join complete on attained.org_code = complete.org_code and attained.assessment_date = complete.assessment_date
    where complete.level_rank > attained.verified_ceiling_level_rank
    group by attained.org_code, attained.assessment_date
),

aging as (
    select
        org_code,
        assessment_date,
        min(stale_on) as next_stale_on,
        string_agg(item_id, ';' order by item_id) as next_stale_items
    from (
        select * from direct qualify stale_on = min(stale_on) over (partition by org_code, assessment_date)
    ) as first_stale
    group by org_code, assessment_date
)

select
    attained.*,
    next_levels.level as next_level,
    gaps.blocking_items,
    gaps.blocking_reasons,
    gaps.panel_blocking_reasons,
    out_of_order.levels_out_of_order,
    aging.next_stale_on,
    aging.next_stale_items
from attained
left join {{ ref('levels') }} as next_levels on next_levels.level_rank = attained.verified_floor_level_rank + 1
left join gaps on attained.org_code = gaps.org_code and attained.assessment_date = gaps.assessment_date
left join out_of_order
    on attained.org_code = out_of_order.org_code and attained.assessment_date = out_of_order.assessment_date
left join aging on attained.org_code = aging.org_code and attained.assessment_date = aging.assessment_date
