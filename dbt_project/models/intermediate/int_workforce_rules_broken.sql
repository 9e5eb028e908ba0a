-- Rules of meaning that workforce snapshots break (§6.4), and whether every count of one workforce is the same.
with snapshots as (
    select * from {{ ref('int_snapshots_summed') }}
),

preferred as (
    select * from {{ ref('int_band_sets_summed') }} where set_code = 'WORKFORCE' and is_preferred
),

-- every other count of the same people
others as (
    select org_code, snapshot_on, 'workforce' as source, 'the snapshot of the day' as counted_in, white, bme, everyone
    from {{ ref('int_band_sets_summed') }}
    where set_code = 'WORKFORCE' and source = 'esr' and not is_preferred

    union all

    select
        org_code, make_date(wres_year, 3, 31), source, measure_code,
        max(line_value) filter (wres_group = 'WHITE'), max(line_value) filter (wres_group = 'BME'), sum(line_value)
    from {{ ref('int_wres_lines_chosen') }}
    where measure_code in ('I3.WORKFORCE', 'I4.WORKFORCE')
    group by org_code, wres_year, source, measure_code
    having bool_and(value_status = 'reported')
)

select
    'V01' as rule_id, 'workforce' as source, snapshots.org_code,
    sum(snapshots.head_count) || ' people in snapshots from ' || min(snapshots.snapshot_on) || ' to '
    || max(snapshots.snapshot_on) || ', when no organisation ' || snapshots.org_code || ' was open' as detail
from snapshots
left join {{ ref('stg_ods__trusts') }} as organisations
    on
        snapshots.org_code = organisations.org_code
        and organisations.opened_on <= snapshots.snapshot_on
        and coalesce(organisations.closed_on, snapshots.snapshot_on) >= snapshots.snapshot_on
where organisations.org_code is null
group by snapshots.org_code

union all
select
    'V05', 'workforce', org_code,
    'ethnic code ' || ethnic_category || ' is not in the scheme ' || code_scheme || ': ' || sum(head_count)
    || ' people in ' || count(distinct snapshot_on) || ' snapshot(s) are not counted'
from snapshots
anti join {{ ref('ethnic_categories') }} as categories
    on snapshots.code_scheme = categories.code_scheme and snapshots.ethnic_category = categories.ethnic_code
group by org_code, ethnic_category, code_scheme

union all
select
    'V05', 'workforce', org_code,
    'band ' || band || ' is not one of ' || replace(staff_group, '_', '-') || ' staff: ' || sum(head_count)
    || ' people in ' || count(distinct snapshot_on) || ' snapshot(s) are not counted'
from snapshots
anti join {{ ref('workforce_lines') }} as lines
    on snapshots.staff_group = lines.staff_scope and snapshots.band = lines.band
group by org_code, staff_group, band

union all
select
    'V09', others.source, others.org_code,
    format(
        'workforce on {}: {:,} (White {:,}, BME {:,}) by {}, {:,} (White {:,}, BME {:,}) by the lines of I1 from {}',
        others.snapshot_on, others.everyone::bigint, others.white::bigint, others.bme::bigint, others.counted_in,
        preferred.everyone, preferred.white, preferred.bme, preferred.source
    )
from others
inner join preferred on others.org_code = preferred.org_code and others.snapshot_on = preferred.snapshot_on
cross join (select {{ parameter('workforce_tolerance') }} as tolerance) as limits
where
    abs(others.everyone - preferred.everyone) > limits.tolerance * preferred.everyone
    or abs(others.white - preferred.white) > limits.tolerance * preferred.white
    or abs(others.bme - preferred.bme) > limits.tolerance * preferred.bme
