with own as (
    select *, not_shown_reason is null as shown
    from {{ ref('int_peers_permitted') }}
)

select
    own.org_code,
    own.wres_year,
    own.measure_code,
    own.peer_group,
    own.metric_class,
    if(own.metric_class = 'private', releases.release, null) as release,
    own.others,
    case when own.shown then own.median end as median,
    case when own.shown then own.q1 end as q1,
    case when own.shown then own.q3 end as q3,
    case when own.shown then {{ peer_position(
        'own.own_value', 'own.own_lower', 'own.own_upper', 'own.median', 'own.median_error', 'own.is_ratio',
        'own.polarity', parameter('confidence_z'), "if(own.metric_class = 'private', own.private_step, 0)",
        'own.own_grain'
    ) }} end as position,
    case when own.shown and own.own_value is not null and own.has_quartile
        then {{ ohid_quantile('own.others_behind + 1', '(own.others + 1)', parameter('peer_quartiles')) }}
    end as quartile,
    -- never a rank: where the same staff, counted again, might stand; of published values only
    ranks.rank_lower::integer as rank_lower,
    ranks.rank_upper::integer as rank_upper,
    ranks.ranked::integer as ranked,
    own.shown,
    own.not_shown_reason,
    own.is_safe_for_panel,
    own.has_quartile_for_panel,
    own.metric_class = 'published' and coalesce(own.own_class = 'published', true) as is_public
from own
left join {{ ref('int_peer_releases_chosen') }} as releases on true
left join {{ ref('int_peer_ranks_drawn') }} as ranks
    on
        own.shown
        and own.metric_class = 'published'
        and own.peer_group = ranks.peer_group
        and own.group_key = ranks.group_key
        and own.measure_code = ranks.measure_code
        and own.wres_year = ranks.wres_year
        and own.org_code = ranks.org_code
