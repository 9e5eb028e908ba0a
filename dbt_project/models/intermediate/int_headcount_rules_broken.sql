-- Rules of meaning that a headcount breaks beside another count of the same people (§6.4). Where the counts stand is
-- looked up by their sets and groups (int_count_rules_located).
with lines as (
    {{ reported_lines("measure_code in ('I3.WORKFORCE', 'I4.WORKFORCE')") }}
),

sets as (
    select *, year(snapshot_on)::integer as wres_year
    from {{ ref('int_band_sets_summed') }}
    where set_code = 'WORKFORCE' and strftime(snapshot_on, '%m-%d') = '03-31'
),

others as (
    select
        org_code, wres_year, 'workforce' as source, 'the snapshot of the day' as counted_in, white, bme, everyone,
        null as set_code
    from sets
    where source = 'esr' and not is_preferred

    union all

    select org_code, wres_year, source, measure_code, white, bme, white + bme + unknown, measure_code
    from lines
)

select
    'V09' as rule_id, others.source, others.org_code, others.wres_year as period,
    format(
        'workforce on {}: {:,} (White {:,}, BME {:,}) by {}, {:,} (White {:,}, BME {:,}) by the lines of I1 from {}',
        sets.snapshot_on, others.everyone::bigint, others.white::bigint, others.bme::bigint, others.counted_in,
        sets.everyone, sets.white, sets.bme, sets.source
    ) as detail,
    ['WORKFORCE', others.set_code] as set_codes,
    null::varchar[] as wres_groups
from others
inner join sets on others.org_code = sets.org_code and others.wres_year = sets.wres_year and sets.is_preferred
cross join (select {{ parameter('workforce_tolerance') }} as tolerance) as limits
where
    abs(others.everyone - sets.everyone) > limits.tolerance * sets.everyone
    or abs(others.white - sets.white) > limits.tolerance * sets.white
    or abs(others.bme - sets.bme) > limits.tolerance * sets.bme
