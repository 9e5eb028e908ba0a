-- Talent trajectories (§2.2): each senior band on a straight line from its own share to that of the whole workforce.
with counted as (
    select
        org_code,
        year(snapshot_on)::integer as wres_year,
        set_code,
        bme,
        everyone,
        bme / nullif(everyone, 0) as bme_share,
        whole_status
    from {{ ref('int_band_sets_summed') }}
    where strftime(snapshot_on, '%m-%d') = '03-31' and is_preferred
),

starts as (
    select
        org_code,
        min(wres_year) filter (
            set_code = 'WORKFORCE' and bme_share is not null and wres_year >= {{ parameter('target_first_year') }}
        ) as base_year,
        coalesce(base_year, min(wres_year)) as first_year,
        greatest(max(wres_year), {{ parameter('target_last_year') }}::integer) as last_year
    from counted
    group by org_code
),

years as (
    select starts.org_code, starts.base_year, unnest(range(first_year, last_year + 1))::integer as wres_year
    from starts
),

aims as (
    select
        years.*,
        case
            when {{ parameter('target_share_current') }} = 1
                then last_value(counted.bme_share ignore nulls)
                    over (partition by years.org_code order by years.wres_year)
            else max(counted.bme_share) filter (years.wres_year = base_year) over (partition by years.org_code)
        end as aim,
        least(1, (years.wres_year - base_year) / nullif({{ parameter('target_last_year') }} - base_year, 0))
            as way_covered
    from years
    left join counted
        on years.org_code = counted.org_code and years.wres_year = counted.wres_year and counted.set_code = 'WORKFORCE'
),

trajectories as (
    select
        aims.*,
        bands.band,
        counted.bme_share as actual,
        counted.bme,
        counted.everyone as headcount,
        counted.whole_status,
        bases.bme_share + (aims.aim - bases.bme_share) * aims.way_covered as target
    from aims
    cross join (select distinct band from {{ ref('workforce_lines') }} where in_afc_upper) as bands
    left join counted as bases
        on
            aims.org_code = bases.org_code
            and aims.base_year = bases.wres_year
            and bases.set_code = 'BAND.' || bands.band
    left join counted
        on
            aims.org_code = counted.org_code
            and aims.wres_year = counted.wres_year
            and counted.set_code = 'BAND.' || bands.band
)

select
    org_code,
    wres_year,
    band,
    target,
    actual,
    bme,
    headcount,
    -- a half is rounded up; the inner rounding keeps 14.5 from being 14.499999
    round(round(target * headcount, 9))::bigint as heads_required,
    case when headcount > 0 then bme >= heads_required end as on_track,
    base_year,
    case
        when target is null then 'no_baseline'
        when whole_status in ('suppressed', 'rejected') then whole_status
        when headcount = 0 then 'not_calculable'
        when actual is not null then 'ok'
        when make_date(wres_year, 3, 31) > {{ as_of() }} then 'not_yet_due'
        else 'not_submitted'
    end as status
from trajectories
