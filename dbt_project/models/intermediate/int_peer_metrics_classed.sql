-- Whether a group compares published or confidential values of a measure and year: whichever it has more of, never
-- both, since whoever knows the published ones could subtract them.
select
    members.peer_group,
    members.group_key,
    listed.measure_code,
    listed.wres_year,
    if(
        registry.private_rung is null
        or count(*) filter (listed.metric_class = 'published') >= count(*) filter (listed.metric_class = 'private'),
        'published', 'private'
    ) as metric_class
from {{ ref('int_peer_groups_formed') }} as members
inner join {{ ref('peer_groups') }} as registry on members.peer_group = registry.peer_group
inner join {{ ref('int_peer_values_listed') }} as listed on members.org_code = listed.org_code and listed.takes_part
group by members.peer_group, members.group_key, registry.private_rung, listed.measure_code, listed.wres_year
