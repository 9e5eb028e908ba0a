-- What is common to the organisations of a funnel (§4.5): its centre, and for ratios how much more they scatter than
-- chance explains. Where few organisations make up the whole (D5), the centre is their unweighted median.
with members as (
    select * from {{ ref('int_funnel_values_gathered') }} where denominator > 0
),

ranked as (
    select
        *,
        row_number() over (
            partition by peer_group, group_key, wres_year, measure_code order by denominator desc, org_code
        ) as size_rank
    from members
),

summed as (
    select
        peer_group,
        group_key,
        wres_year,
        measure_code,
        metric_class,
        is_ratio,
        any_value(is_demonstration) as is_demonstration,
        any_value(nss_group) as nss_group,
        sum(denominator) as everyone,
        sum(denominator) filter (size_rank = 1) as largest,
        sum(denominator) filter (size_rank <= 2) as two_largest,
        quantile_cont(value, 0.5) as median,
        sum(value * denominator order by org_code) / everyone as share,
        {{ mantel_haenszel_ratio('x1', 'n1', 'x2', 'n2', 'org_code') }} as ratio
    from ranked
    group by peer_group, group_key, wres_year, measure_code, metric_class, is_ratio
),

centres as (
    select
        *,
        largest > dominance_one_maximum * everyone or two_largest >= dominance_two_maximum * everyone as is_dominated,
        if(is_dominated, 'median', 'pooled') as centre_kind,
        if(is_dominated, median, if(is_ratio, ratio, share)) as centre
    from summed
    cross join {{ parameters(['dominance_one_maximum', 'dominance_two_maximum']) }} as limits
),

scored as (
    select
        members.*,
        (ln(members.value) - ln(nullif(centres.centre, 0))) / members.log_error as score,
        1 / members.log_error ^ 2 as weight
    from members
    inner join centres using (peer_group, group_key, wres_year, measure_code)
    where members.is_ratio and members.value > 0 and members.log_error > 0
),

spread as (
    select
        peer_group,
        group_key,
        wres_year,
        measure_code,
        count(score) as organisations,
        list(score order by score) as scores,
        sum(weight order by org_code) as weights,
        sum(weight ^ 2 order by org_code) as squared_weights
    from scored
    group by peer_group, group_key, wres_year, measure_code
),

dispersed as (
    select
        *,
        {{ dispersion('scores', 'funnel_winsorised_share') }} as phi,
        case when organisations >= funnel_dispersion_minimum
            then {{ between_variance('phi', 'organisations', 'weights', 'squared_weights') }}
        end as tau2
    from spread
    cross join {{ parameters(['funnel_winsorised_share', 'funnel_dispersion_minimum']) }} as limits
),

plotted as (
    select peer_group, group_key, wres_year, measure_code, count(*) as organisations
    from members
    where if(is_ratio, value > 0 and log_error > 0, value is not null)
    group by peer_group, group_key, wres_year, measure_code
)

select
    centres.peer_group,
    centres.group_key,
    centres.wres_year,
    centres.measure_code,
    centres.metric_class,
    centres.is_ratio,
    centres.centre_kind,
    centres.centre,
    coalesce(plotted.organisations, 0) as organisations,
    dispersed.phi,
    case when centres.is_ratio then coalesce(dispersed.tau2, national.tau2, 0) end as tau2,
    case
        when not centres.is_ratio then null
        when dispersed.tau2 is not null then 'own_group'
        when national.tau2 is not null then 'type_in_england'
        else 'none'
    end as tau2_basis
from centres
left join plotted using (peer_group, group_key, wres_year, measure_code)
left join dispersed using (peer_group, group_key, wres_year, measure_code)
-- confidential values are not widened by others', nor invented ones by real ones
left join dispersed as national
    on
        centres.peer_group = 'type_in_region'
        and not centres.is_demonstration
        and centres.metric_class = 'published'
        and national.peer_group = 'type_in_england'
        and centres.nss_group = national.group_key
        and centres.wres_year = national.wres_year
        and centres.measure_code = national.measure_code
