-- Which comparisons may be shown (§5.4). Of a confidential measure that is one group at most, the first of the ladder
-- that has enough others; without one, the last says why not.
with minimums as (
    select * from {{ parameters(['peers_others_minimum', 'peers_category_minimum', 'peers_quartile_minimum']) }}
),

judged as (
    select
        rounded.*,
        -- a rung is chosen by numbers alone: one passed over for what its values are would tell what they are
        rounded.others_unknown >= minimums.peers_others_minimum and ladder.differs_enough as is_wide_enough,
        case
            when rounded.others = 0 then 'no_others'
            when rounded.metric_class = 'published' then null
            when rounded.others_unknown < minimums.peers_others_minimum then 'too_few_others'
            when not ladder.differs_enough then 'groups_too_alike'
            when rounded.steps_taken = 1 or rounded.could_be_fewest < minimums.peers_category_minimum
                then 'could_be_told'
        end as not_shown_reason,
        rounded.metric_class = 'published'
        -- whoever judges applicants knows their values, and those of the reviewer's own organisation
        or rounded.others_unknown_to_panel - 1 >= minimums.peers_others_minimum as is_safe_for_panel,
        if(rounded.metric_class = 'published', rounded.others, rounded.others_unknown)
        >= minimums.peers_quartile_minimum as has_quartile,
        rounded.metric_class = 'published'
        or rounded.others_unknown_to_panel - 1 >= minimums.peers_quartile_minimum as has_quartile_for_panel
    from {{ ref('int_peers_rounded') }} as rounded
    cross join minimums
    left join {{ ref('int_peer_ladders_climbed') }} as ladder
        on rounded.org_code = ladder.org_code and rounded.peer_group = ladder.peer_group
),

chosen as (
    select
        *,
        row_number() over (
            partition by org_code, measure_code, wres_year, metric_class
            order by not is_wide_enough, if(is_wide_enough, private_rung, -private_rung)
        ) = 1 as is_chosen
    from judged
)

select * exclude (is_chosen, is_wide_enough)
from chosen
where metric_class = 'published' or is_chosen
