-- The values that comparisons are made of: published ones as they are, confidential ones as this release holds them.
select
    members.peer_group,
    members.group_key,
    members.org_code,
    listed.measure_code,
    listed.wres_year,
    listed.metric_class,
    listed.value,
    listed.value_error,
    listed.denominator,
    listed.comparator_value
from {{ ref('int_peer_groups_formed') }} as members
inner join {{ ref('int_peer_values_listed') }} as listed on members.org_code = listed.org_code
where listed.metric_class = 'published'
union all
select
    peer_group, group_key, org_code, metric as measure_code, wres_year, 'private' as metric_class,
    metric_value as value, value_error, denominator, comparator_value
from {{ ref('int_peer_contributions_settled') }}
where metric_value is not null
