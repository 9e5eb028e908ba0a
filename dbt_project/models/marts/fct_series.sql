select
    gathered.org_code,
    gathered.series_code,
    gathered.snapshot_on,
    gathered.cadence,
    gathered.started_on,
    case when gathered.status <> 'small_denominators' then gathered.share end as value,
    case when gathered.status <> 'small_denominators' then gathered.bme end as bme,
    gathered.everyone,
    gathered.series_points,
    bounded.mean,
    bounded.lower_limit,
    bounded.upper_limit,
    bounded.near_lower_limit,
    bounded.near_upper_limit,
    bounded.signal,
    bounded.variation,
    case when gathered.status = 'ok' then gathered.series_points < {{ parameter('spc_full_points') }} end
        as has_trial_limits,
    gathered.status
from {{ ref('int_series_gathered') }} as gathered
left join {{ ref('int_series_bounded') }} as bounded
    on
        gathered.org_code = bounded.org_code
        and gathered.series_code = bounded.series_code
        and gathered.snapshot_on = bounded.snapshot_on
