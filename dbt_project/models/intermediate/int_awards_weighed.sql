-- One row for each organisation with an award, beside its latest assessment: an award does not drop by itself, so what
-- has lapsed under it is for the panel to see.
with latest as (
    select items.*
    from {{ ref('fct_items') }} as items
    qualify assessment_date = max(assessment_date) over (partition by org_code)
)

select
    awards.org_code,
    string_agg(latest.item_id, ';' order by ranks.level_rank, latest.item_id) filter (
        ranks.level_rank <= awarded.level_rank
        and (latest.status not in ('met', 'met_min', 'panel_judgement') or latest.stale_on <= {{ as_of() }})
    ) as lapsed_items
from {{ ref('int_awards_held') }} as awards
inner join {{ ref('levels') }} as awarded on awards.level_awarded = awarded.level
left join latest on awards.org_code = latest.org_code
left join {{ ref('items') }} as items on latest.item_id = items.item_id and items.item_kind = 'direct'
left join {{ ref('levels') }} as ranks on items.item_level = ranks.level
group by awards.org_code
