with lines as (
    select * from {{ ref('int_band_lines_united') }}
),

expected as (
    select
        snapshots.org_code, snapshots.snapshot_on, snapshots.source,
        sets.set_code, sets.line_code, sets.is_mandatory, groups.wres_group
    from (select distinct org_code, snapshot_on, source from lines) as snapshots
    cross join {{ ref('int_band_sets_listed') }} as sets
    cross join (values ('WHITE'), ('BME'), ('UNKNOWN')) as groups (wres_group)
),

summed as (
    select
        expected.org_code, expected.snapshot_on, expected.source, expected.set_code, expected.wres_group,
        coalesce(
            max(lines.value_status) filter (lines.value_status in ('suppressed', 'rejected')),
            case
                when bool_or(expected.is_mandatory and coalesce(lines.value_status, 'not_submitted') <> 'reported')
                    then 'not_submitted'
                else 'reported'
            end
        ) as count_status,
        case when count_status = 'reported' then sum(coalesce(lines.line_value, 0))::bigint end as headcount
    from expected
    left join lines
        on
            expected.org_code = lines.org_code
            and expected.snapshot_on = lines.snapshot_on
            and expected.source = lines.source
            and expected.line_code = lines.line_code
            and expected.wres_group = lines.wres_group
    group by all
)

select
    org_code,
    snapshot_on,
    source,
    set_code,
    max(headcount) filter (wres_group = 'WHITE') as white,
    max(headcount) filter (wres_group = 'BME') as bme,
    max(headcount) filter (wres_group = 'UNKNOWN') as unknown,
    white + bme + unknown as everyone,
    -- the worst of what is asked: of the two groups that ratios compare, and of all three
    coalesce(
        max(count_status) filter (wres_group <> 'UNKNOWN' and count_status = 'suppressed'),
        max(count_status) filter (wres_group <> 'UNKNOWN' and count_status <> 'reported'), 'reported'
    ) as pair_status,
    coalesce(
        max(count_status) filter (count_status = 'suppressed'), max(count_status) filter (count_status <> 'reported'),
        'reported'
    ) as whole_status,
    -- for one day, what was submitted goes before what was extracted
    source <> 'esr' or not bool_or(source <> 'esr') over (partition by org_code, snapshot_on) as is_preferred
from summed
group by org_code, snapshot_on, source, set_code
