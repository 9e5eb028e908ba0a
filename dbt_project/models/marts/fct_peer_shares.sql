with chosen as (
    select
        *,
        dense_rank() over (
            partition by org_code, metric
            order by not is_wide_enough, if(is_wide_enough, private_rung, -private_rung)
        ) = 1 as is_chosen
    from {{ ref('int_peer_categories_counted') }}
)

select
    chosen.org_code,
    chosen.metric,
    chosen.peer_group,
    releases.release,
    chosen.others::bigint as others,
    case when chosen.not_shown_reason is null then chosen.category end as category,
    case when chosen.not_shown_reason is null then chosen.in_category end as others_in_category,
    case when chosen.not_shown_reason is null then chosen.in_category / chosen.others end as share,
    chosen.not_shown_reason is null as shown,
    chosen.not_shown_reason,
    bool_and(chosen.is_safe_for_panel) over (partition by chosen.org_code, chosen.metric) as is_safe_for_panel
from chosen
cross join {{ ref('int_peer_releases_chosen') }} as releases
where chosen.is_chosen and (chosen.not_shown_reason is null or chosen.category_order = 1)
