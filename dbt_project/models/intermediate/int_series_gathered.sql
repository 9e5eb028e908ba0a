-- Points of the monthly and quarterly series of the workforce. What is submitted once a year is no point of them.
with points as (
    select
        sets.org_code,
        series.series_code,
        series.direction_of_good,
        sets.snapshot_on,
        sets.bme,
        sets.everyone,
        sets.bme / nullif(sets.everyone, 0) as share,
        date_diff('month', lag(sets.snapshot_on) over one_series, sets.snapshot_on) as gap_months
    from {{ ref('int_band_sets_summed') }} as sets
    inner join {{ ref('series') }} as series on sets.set_code = series.set_code and series.valid_from <= {{ as_of() }}
    where sets.source = 'esr' and sets.everyone is not null
    window one_series as (partition by sets.org_code, series.series_code order by sets.snapshot_on)
),

starts as (
    select *, coalesce(gap_months > {{ parameter('series_gap_months') }}, true) as is_start from points
),

numbered as (
    select
        *,
        count(*) filter (is_start) over (partition by org_code, series_code order by snapshot_on) as run_number
    from starts
),

spaced as (
    select
        *,
        min(snapshot_on) over one_run as started_on,
        count(*) over one_run as series_points,
        min(everyone) over one_run as smallest_denominator,
        quantile_disc(case when not is_start then gap_months end, 0.5) over one_run as usual_gap
    from numbered
    window one_run as (partition by org_code, series_code, run_number)
)

select
    org_code,
    series_code,
    started_on,
    snapshot_on,
    case usual_gap when 1 then 'monthly' else 'quarterly' end as cadence,
    direction_of_good,
    bme,
    everyone,
    share,
    series_points,
    case
        when smallest_denominator < {{ parameter('spc_minimum_denominator') }} then 'small_denominators'
        when series_points < {{ parameter('spc_minimum_points') }} then 'too_few_points'
        else 'ok'
    end as status
from spaced
where usual_gap in (1, 3)
