-- Rules of meaning that headcounts break beside the year before (§6.4). Where the counts stand is looked up by their
-- sets and groups (int_count_rules_located).
with lines as (
    {{ reported_lines("source <> 'nss'") }}
),

sets as (
    select *, year(snapshot_on)::integer as wres_year
    from {{ ref('int_band_sets_summed') }}
    where is_preferred and strftime(snapshot_on, '%m-%d') = '03-31'
),

yearly as (
    select
        now.org_code, now.wres_year, now.source, now.set_code, now.snapshot_on, before.snapshot_on as before_on,
        now.everyone, before.everyone as everyone_before,
        now.bme / nullif(now.everyone, 0) as share, before.bme / nullif(before.everyone, 0) as share_before
    from sets as now
    inner join sets as before
        on now.org_code = before.org_code and now.set_code = before.set_code and now.wres_year = before.wres_year + 1
)

select
    'V15' as rule_id, yearly.source, yearly.org_code, yearly.wres_year as period,
    format('workforce of {}: {:,}, of the year before {:,}', yearly.wres_year, yearly.everyone, yearly.everyone_before)
        as detail,
    ['WORKFORCE'] as set_codes, null::varchar[] as wres_groups
from yearly
anti join {{ ref('int_successions_united') }} as successions
    on
        yearly.org_code in (successions.old_code, successions.new_code)
        and successions.succeeded_on > yearly.before_on
        and successions.succeeded_on <= yearly.snapshot_on
where
    yearly.set_code = 'WORKFORCE'
    and abs(yearly.everyone - yearly.everyone_before)
    > {{ parameter('headcount_change_warning') }} * yearly.everyone_before

union all
select
    'V16', now.source, now.org_code, now.wres_year,
    count(*) || ' lines of ' || now.wres_year || ' are those of ' || before.wres_year || ' in every group',
    list(now.measure_code), null
from lines as now
inner join lines as before
    on
        now.org_code = before.org_code
        and now.measure_code = before.measure_code
        and now.wres_year = before.wres_year + 1
        and (now.white, now.bme, now.unknown) = (before.white, before.bme, before.unknown)
-- a line with nobody in it is the same every year
where now.white + now.bme + now.unknown > 0
group by now.org_code, now.wres_year, before.wres_year, now.source
having count(*) >= {{ parameter('stale_copy_lines') }}

union all
select
    'V20', yearly.source, yearly.org_code, yearly.wres_year,
    format(
        'BME share of {} in {}: {:.1f}% of {:,}, {:.1f}% of {:,} the year before',
        lines.line_name, yearly.wres_year, 100 * yearly.share, yearly.everyone, 100 * yearly.share_before,
        yearly.everyone_before
    ),
    [yearly.set_code], null
from yearly
inner join {{ ref('workforce_lines') }} as lines on yearly.set_code = lines.line_code
where
    abs(yearly.share - yearly.share_before) > {{ parameter('band_share_change_warning') }}
    and least(yearly.everyone, yearly.everyone_before) >= {{ parameter('band_share_change_minimum') }}
