-- Every organisation in the funnels of its groups (§4.5). Of a ratio limits are of its logarithm, shown as ratios.
with points as (
    select
        gathered.*,
        pooled.centre_kind,
        pooled.centre,
        pooled.organisations,
        pooled.phi,
        pooled.tau2,
        pooled.tau2_basis,
        case
            when gathered.denominator is null then 'no_respondent_count'
            when gathered.is_ratio and gathered.log_error is null then 'no_events_in_an_arm'
            when pooled.organisations < {{ parameter('funnel_organisations_minimum') }} then 'too_few_organisations'
            when pooled.centre is null or pooled.is_ratio and pooled.centre = 0 then 'no_centre'
        end as not_shown_reason
    from {{ ref('int_funnel_values_gathered') }} as gathered
    left join {{ ref('int_funnels_pooled') }} as pooled using (peer_group, group_key, wres_year, measure_code)
),

limited as (
    select
        *,
        {{ funnel_limits('is_ratio', 'centre', 'denominator', 'log_error', 'tau2') }}
    from points
    where not_shown_reason is null
)

select
    points.org_code,
    points.wres_year,
    points.measure_code,
    points.peer_group,
    points.group_key,
    points.metric_class,
    case when points.not_shown_reason is null then points.value end as value,
    case when not points.is_ratio and points.not_shown_reason is null then points.denominator end as denominator,
    case when points.not_shown_reason is null then 1 / points.log_error end as log_precision,
    limited.centre,
    limited.centre_kind,
    limited.lower_95,
    limited.upper_95,
    limited.lower_998,
    limited.upper_998,
    limited.phi,
    limited.tau2,
    limited.tau2_basis,
    coalesce(points.organisations, 0) as organisations,
    {{ funnel_status(
        'limited.value', 'limited.lower_95', 'limited.upper_95', 'limited.lower_998', 'limited.upper_998'
    ) }} as funnel_status,
    points.not_shown_reason is null as shown,
    points.not_shown_reason
from points
left join limited using (peer_group, group_key, wres_year, measure_code, org_code)
