-- What every organisation would add to the private aggregates of its groups today: values of measures, and the
-- categories of its latest assessment. Awards are public by name, so a share of them would tell who holds none.
with members as (
    select formed.peer_group, formed.group_key, formed.org_code
    from {{ ref('int_peer_groups_formed') }} as formed
    inner join {{ ref('peer_groups') }} as registry on formed.peer_group = registry.peer_group
    where registry.private_rung is not null
),

latest_levels as (
    unpivot (
        select org_code, level_self_assessed, level_verified_ceiling
        from {{ ref('fct_levels') }}
        where is_latest
    )
    on level_self_assessed, level_verified_ceiling
    into name metric value status
),

latest_items as (
    select items.org_code, items.item_id as metric, items.status
    from {{ ref('fct_items') }} as items
    inner join {{ ref('fct_levels') }} as levels
        on items.org_code = levels.org_code and items.assessment_date = levels.assessment_date
    where levels.is_latest
),

categories as (
    select latest.org_code, latest.metric, latest.metric_kind, latest.status, registry.category
    from (
        select *, 'level' as metric_kind from latest_levels
        union all by name
        select *, 'item' as metric_kind from latest_items
    ) as latest
    inner join {{ ref('peer_categories') }} as registry
        on latest.metric_kind = registry.metric_kind and latest.status = registry.status
)

select
    {{ aggregate_key('members', 'listed.measure_code', 'listed.wres_year') }} as aggregate_key,
    members.peer_group,
    members.group_key,
    listed.measure_code as metric,
    listed.wres_year,
    members.org_code,
    listed.value as metric_value,
    listed.value_error,
    listed.denominator,
    listed.comparator_value,
    'measure' as metric_kind
from members
inner join {{ ref('int_peer_values_listed') }} as listed on members.org_code = listed.org_code
inner join {{ ref('int_peer_metrics_classed') }} as classed
    on
        members.peer_group = classed.peer_group
        and members.group_key = classed.group_key
        and listed.measure_code = classed.measure_code
        and listed.wres_year = classed.wres_year
where listed.takes_part and listed.metric_class = 'private' and classed.metric_class = 'private'
union all by name
select
    {{ aggregate_key('members', 'categories.metric', 'null') }} as aggregate_key,
    members.peer_group,
    members.group_key,
    categories.metric,
    members.org_code,
    categories.metric_kind,
    categories.status,
    categories.category
from members
inner join categories on members.org_code = categories.org_code
