-- Rules of meaning that workforce snapshots break (§6.4). A snapshot may have millions of lines, so its files are named.
with snapshots as (
    select *, year(snapshot_on)::integer as period from {{ ref('int_snapshots_reconciled') }}
)

select
    'V01' as rule_id, 'workforce' as source, snapshots.org_code, snapshots.period,
    sum(snapshots.head_count) || ' people in snapshots from ' || min(snapshots.snapshot_on) || ' to '
    || max(snapshots.snapshot_on) || ', when no organisation ' || snapshots.org_code || ' was open' as detail,
    {{ whole_files('snapshots.files', 'snapshots') }} as lines
from snapshots
left join {{ ref('stg_ods__trusts') }} as organisations
    on
        snapshots.org_code = organisations.org_code
        and organisations.opened_on <= snapshots.snapshot_on
        and coalesce(organisations.closed_on, snapshots.snapshot_on) >= snapshots.snapshot_on
where organisations.org_code is null
group by snapshots.org_code, snapshots.period

union all
select
    'V05', 'workforce', org_code, period,
    'ethnic code ' || ethnic_category || ' is not in the scheme ' || code_scheme || ': ' || sum(head_count)
    || ' people in ' || count(distinct snapshot_on) || ' snapshot(s) are not counted',
    {{ whole_files('files', 'snapshots') }}
from snapshots
anti join {{ ref('ethnic_categories') }} as categories
    on snapshots.code_scheme = categories.code_scheme and snapshots.ethnic_category = categories.ethnic_code
group by org_code, period, ethnic_category, code_scheme

union all
select
    'V05', 'workforce', org_code, period,
    'band ' || band || ' is not one of ' || replace(staff_group, '_', '-') || ' staff: ' || sum(head_count)
    || ' people in ' || count(distinct snapshot_on) || ' snapshot(s) are not counted',
    {{ whole_files('files', 'snapshots') }}
from snapshots
anti join {{ ref('workforce_lines') }} as lines
    on snapshots.staff_group = lines.staff_scope and snapshots.band = lines.band
group by org_code, period, staff_group, band
