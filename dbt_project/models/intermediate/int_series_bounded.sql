-- Limits and signals of each series by the XmR rules (§4.4; macros/spc.sql).
{% set series = "org_code, series_code, started_on" %}
with rules as (
    select
        {{ parameter('spc_limit_factor') }} as limit_factor,
        {{ parameter('spc_near_limit_share') }} as near_share,
        {{ parameter('spc_run_points') }} as run_points,
        {{ parameter('spc_screen_outliers') }} = 1 as is_screened,
        {{ parameter('spc_screen_factor') }} as screen_factor
),

points as (
    select
        *,
        row_number() over one_series as place,
        share - lag(share) over one_series as difference,
        avg(share) over (partition by {{ series }}) as mean
    from {{ ref('int_series_gathered') }}
    where status = 'ok'
    window one_series as (partition by {{ series }} order by snapshot_on)
),

ranges as (
    select *, avg(abs(difference)) over (partition by {{ series }}) as mean_range from points
),

screened as (
    select
        ranges.*,
        rules.*,
        limit_factor * avg(abs(difference))
            filter (not is_screened or abs(difference) < screen_factor * mean_range)
            over (partition by {{ series }}) as reach
    from ranges
    cross join rules
),

-- rounded, or a mean that is off by its last bit puts every point of a flat series outside its limits
placed as (
    select
        *,
        sign(round(share - mean, 12))::integer as side,
        coalesce(sign(round(difference, 12)), 0)::integer as step,
        round(abs(share - mean) - reach, 12) > 0 as is_outside,
        not is_outside and round(abs(share - mean) - near_share * reach, 12) > 0 as is_near
    from screened
),

ranked as (
    select
        *,
        row_number() over (partition by {{ series }}, side order by place) as nth_of_side,
        row_number() over (partition by {{ series }}, step order by place) as nth_of_step,
        {{ two_in_three('is_near', 'side', series, 'place') }} as ends_two_in_three
    from placed
),

measured as (
    select
        *,
        side <> 0 and {{ run_length('side', series, 'place', 'nth_of_side') }} >= run_points as is_shift,
        -- seven points rise or fall by six steps
        step * ({{ run_length('step', series, 'place', 'nth_of_step') }} >= run_points - 1)::integer as trend_step
    from ranked
),

signalled as (
    select
        *,
        -- the first point of a trend has no step of its own in it; where two trends meet the later one counts
        coalesce(nullif(lead(trend_step) over one_series, 0), trend_step) as trend,
        is_near and bool_or(ends_two_in_three) over (
            partition by {{ series }} order by place rows between current row and 2 following
        ) as is_two_in_three,
        {{ first_signal('is_outside', 'trend <> 0', 'is_two_in_three', 'is_shift') }} as signal
    from measured
    window one_series as (partition by {{ series }} order by place)
)

select
    org_code,
    series_code,
    started_on,
    snapshot_on,
    mean,
    mean - reach as lower_limit,
    mean + reach as upper_limit,
    mean - near_share * reach as near_lower_limit,
    mean + near_share * reach as near_upper_limit,
    signal,
    {{ variation('signal', 'case when signal = 2 then trend else side end', 'direction_of_good') }} as variation
from signalled
