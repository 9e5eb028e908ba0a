-- What an organisation may see of others' private metrics if every member has a value (§5.4): the first rung with
-- enough others, and that one alone, since two groups of one reader could be subtracted from each other.
with sizes as (
    select peer_group, group_key, any_value(organisations.region_code) as region_code, count(*) as members
    from {{ ref('int_peer_groups_formed') }} as formed
    inner join {{ ref('int_organisations_described') }} as organisations on formed.org_code = organisations.org_code
    inner join {{ ref('peer_groups') }} as registry using (peer_group)
    where registry.private_rung is not null
    group by peer_group, group_key
),

-- two groups on the list differ by nobody or by enough organisations, whoever compares what two readers see
allowed as (
    select
        wider.peer_group,
        wider.group_key,
        wider.members,
        wider.members > {{ parameter('peers_others_minimum') }} as has_enough,
        min(wider.members - narrower.members) filter (
            narrower.members > {{ parameter('peers_others_minimum') }} and narrower.members < wider.members
        ) as smallest_difference
    from sizes as wider
    left join sizes as narrower
        on wider.peer_group = 'region' and narrower.peer_group <> 'region' and wider.region_code = narrower.region_code
    group by all
)

select
    members.org_code,
    members.peer_group,
    members.group_key,
    registry.private_rung::integer as private_rung,
    allowed.has_enough,
    coalesce(allowed.smallest_difference >= {{ parameter('peers_others_minimum') }}, true) as differs_enough
from {{ ref('int_peer_groups_formed') }} as members
inner join allowed on members.peer_group = allowed.peer_group and members.group_key = allowed.group_key
inner join {{ ref('peer_groups') }} as registry on members.peer_group = registry.peer_group
