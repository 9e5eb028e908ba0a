-- Every comparison that an organisation may ask for: itself within a group, in one measure and year.
with readers as (
    select formed.org_code, formed.peer_group, formed.group_key
    from {{ ref('int_peer_groups_formed') }} as formed
    inner join {{ ref('int_organisations_described') }} as organisations on formed.org_code = organisations.org_code
    where organisations.is_in_scope
),

settled as (
    select distinct peer_group, group_key, metric as measure_code, wres_year
    from {{ ref('int_peer_contributions_settled') }}
    where metric_value is not null
)

select readers.*, classed.measure_code, classed.wres_year, classed.metric_class, null::integer as private_rung
from readers
inner join {{ ref('int_peer_metrics_classed') }} as classed
    on readers.peer_group = classed.peer_group and readers.group_key = classed.group_key
where classed.metric_class = 'published'
union all
select readers.*, settled.measure_code, settled.wres_year, 'private' as metric_class, ladder.private_rung
from readers
inner join settled on readers.peer_group = settled.peer_group and readers.group_key = settled.group_key
inner join {{ ref('int_peer_ladders_climbed') }} as ladder
    on readers.org_code = ladder.org_code and readers.peer_group = ladder.peer_group
left join {{ ref('int_peer_metrics_classed') }} as classed
    on
        settled.peer_group = classed.peer_group
        and settled.group_key = classed.group_key
        and settled.measure_code = classed.measure_code
        and settled.wres_year = classed.wres_year
where coalesce(classed.metric_class, 'private') = 'private'
