-- One row for each unbroken run of years of a measure (§4.4): from five points on a trend, before that the net change,
-- whose limits stand in int_changes_classified. Cochran-Armitage for shares, a weighted regression of the value (of its
-- logarithm for ratios) for the rest, its error widened when points scatter more than their own limits explain.
{# floats add up to the same digit every time only in one order #}
{% set all_in_order = 'order by wres_year rows between unbounded preceding and unbounded following' %}
with points as (
    select
        *,
        wres_year::double as x,
        if(kind = 'ratio', ln(measure_value), measure_value) as y,
        case
            when kind in ('share', 'survey') then bme_den
            when kind = 'ratio' then 1 / nullif(log_error ^ 2, 0)
            else (2 * confidence_z / nullif(ci_upper - ci_lower, 0)) ^ 2
        end as weight
    from {{ ref('int_runs_segmented') }}
    cross join {{ parameters(['confidence_z', 'trend_points_minimum']) }} as limits
),

centred as (
    select
        *,
        sum(weight * x) over run / nullif(sum(weight) over run, 0) as x_mean,
        sum(weight * y) over run / nullif(sum(weight) over run, 0) as y_mean,
        -- a run with a point of unknown precision has no trend
        count(weight) over run = count(*) over run as is_weighted
    from points
    window run as (partition by org_code, measure_code, segment {{ all_in_order }})
),

fitted as (
    select
        *,
        sum(weight * (x - x_mean) * (y - y_mean)) over run / nullif(sum(weight * (x - x_mean) ^ 2) over run, 0) as slope
    from centred
    window run as (partition by org_code, measure_code, segment {{ all_in_order }})
),

scattered as (
    select
        *,
        weight * (x - x_mean) ^ 2 as spread,
        weight * (y - y_mean - slope * (x - x_mean)) ^ 2 as misfit
    from fitted
),

runs as (
    select
        org_code,
        measure_code,
        kind,
        polarity,
        segment,
        slope,
        x_mean,
        y_mean,
        confidence_z,
        is_weighted,
        trend_points_minimum,
        min(wres_year) as year_first,
        max(wres_year) as year_last,
        count(*) as points,
        min_by(value_id, wres_year) as value_id_first,
        max_by(value_id, wres_year) as value_id_last,
        case
            when kind in ('share', 'survey')
                then sqrt(y_mean * (1 - y_mean) / nullif(sum(spread order by wres_year), 0))
            else sqrt(
                greatest(1, sum(misfit order by wres_year) / nullif(count(*) - 2, 0))
                / nullif(sum(spread order by wres_year), 0)
            )
        end as slope_error
    from scattered
    group by
        org_code, measure_code, kind, polarity, segment, slope, x_mean, y_mean, confidence_z, trend_points_minimum,
        is_weighted
),

-- how far the fitted line is from where it should be, at both ends
ends as (
    select
        *,
        is_weighted and slope is not null and points >= trend_points_minimum as has_trend,
        y_mean + slope * (year_first - x_mean) as fitted_first,
        y_mean + slope * (year_last - x_mean) as fitted_last,
        -- a gap that is adverse only below zero has no better direction above it (§1.3.3)
        polarity = 'towards_zero_from_below' and least(fitted_first, fitted_last) >= 0 as is_above,
        case polarity
            when 'lower_is_better' then fitted_last - fitted_first
            when 'higher_is_better' then fitted_first - fitted_last
            else abs(fitted_last) - abs(fitted_first)
        end as further_away
    from runs
)

select
    org_code,
    measure_code,
    year_first,
    year_last,
    points,
    case
        when not has_trend then 'net_change'
        when kind in ('share', 'survey') then 'cochran_armitage'
        else 'weighted_regression'
    end as method,
    case when has_trend then ends.slope end as slope,
    case when has_trend then ends.slope - confidence_z * slope_error end as slope_lower,
    case when has_trend then ends.slope + confidence_z * slope_error end as slope_upper,
    case
        when not has_trend then 'too_few_points'
        when slope_lower <= 0 and slope_upper >= 0 then 'no_clear_trend'
        when polarity = 'neither' or is_above then if(ends.slope > 0, 'rising', 'falling')
        when further_away < 0 then 'improving'
        else 'worsening'
    end as trend_class,
    value_id_first,
    value_id_last
from ends
