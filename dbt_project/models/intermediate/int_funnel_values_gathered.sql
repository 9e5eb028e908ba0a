-- What each funnel is made of: values of one class, with the counts that their precision comes from. Published counts
-- are those that the public sees (§5.3), so that no curve gives a small one back.
with described as (
    select described.*, registry.kind = 'ratio' as is_ratio, registry.numerator_group = 'WHITE' as is_white_first
    from {{ ref('int_measures_described') }} as described
    inner join {{ ref('measures') }} as registry on described.measure_code = registry.measure_code
    where
        described.is_current
        and described.series_kind = if(described.is_public, 'public', 'own')
        and registry.kind in ('survey', 'ratio')
),

counted as (
    select
        org_code,
        wres_year,
        measure_code,
        if(is_public, 'published', 'private') as metric_class,
        is_ratio,
        value,
        -- events and people of the group above the line, then of the other
        if(is_white_first, white_num, bme_num) as x1,
        if(is_white_first, white_den, bme_den) as n1,
        if(is_white_first, bme_num, white_num) as x2,
        if(is_white_first, bme_den, white_den) as n2
    from described
    where value_status in ('ok', 'interval_only')
)

select
    members.peer_group,
    members.group_key,
    organisations.nss_group,
    organisations.is_demonstration,
    counted.*,
    if(counted.is_ratio, counted.n1 + counted.n2, counted.n1) as denominator,
    case when counted.is_ratio then {{ rounded_log_error(
        'counted.x1', 'counted.n1', 'counted.x2', 'counted.n2',
        "if(counted.metric_class = 'published', " ~ parameter('count_rounding') ~ ', 0)'
    ) }} end as log_error
from counted
inner join {{ ref('int_peer_groups_formed') }} as members on counted.org_code = members.org_code
inner join {{ ref('int_organisations_described') }} as organisations on counted.org_code = organisations.org_code
inner join {{ ref('int_peer_metrics_classed') }} as classed
    on
        members.peer_group = classed.peer_group
        and members.group_key = classed.group_key
        and counted.measure_code = classed.measure_code
        and counted.wres_year = classed.wres_year
        and counted.metric_class = classed.metric_class
where members.peer_group in ('type_in_region', 'region', 'type_in_england')
