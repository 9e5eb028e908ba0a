-- Rules of meaning that workforce snapshots break (§6.4). A snapshot may have millions of lines, so its files are
-- named.
with snapshots as (
    select
        reconciled.*,
        year(reconciled.snapshot_on)::integer as period,
        {{ organisation_exclusion('listed', 'reconciled.snapshot_on', 'reconciled.snapshot_on') }} as exclusion
    from {{ ref('int_snapshots_reconciled') }} as reconciled
    left join {{ ref('int_organisations_listed') }} as listed on reconciled.org_code = listed.org_code
)

select
    'V01' as rule_id, null as severity, 'workforce' as source, snapshots.org_code, snapshots.period,
    sum(snapshots.headcount) || ' people in snapshots from ' || min(snapshots.snapshot_on) || ' to '
    || max(snapshots.snapshot_on) || ': '
    || {{ exclusion_words('snapshots.exclusion', 'snapshots.org_code', 'listed', 'successors') }} as detail,
    {{ whole_files('snapshots.files', "'snapshots'") }} as lines
from snapshots
left join {{ ref('int_organisations_listed') }} as listed on snapshots.org_code = listed.org_code
left join {{ ref('int_successors_named') }} as successors on snapshots.org_code = successors.old_code
where snapshots.exclusion is not null
group by snapshots.org_code, snapshots.period, snapshots.exclusion, listed.opened_on, listed.closed_on,
    successors.successor_words

union all
select
    'V04', if(any_value(is_contradicted), null, 'flag'), 'workforce', org_code, period,
    'the snapshot of ' || {{ day_words('snapshot_on') }} || ': ' || count(*) || ' kinds of staff stand in several files'
    || if(
        any_value(is_contradicted),
        ' that do not agree; nobody can tell which one counts, so none does',
        ' that say the same, and count once'
    ),
    {{ whole_files('files', "'snapshots'") }}
from snapshots
where len(files) > 1
group by org_code, period, snapshot_on

union all
select
    'V05', 'flag', 'workforce', org_code, period,
    'ethnic code ' || ethnic_category || ' is not in the scheme ' || code_scheme || ': ' || sum(headcount)
    || ' people in ' || count(distinct snapshot_on) || ' snapshot(s) count as not known',
    {{ whole_files('files', "'snapshots'") }}
from snapshots
anti join {{ ref('ethnic_categories') }} as categories
    on snapshots.code_scheme = categories.code_scheme and snapshots.ethnic_category = categories.ethnic_code
group by org_code, period, ethnic_category, code_scheme

union all
select
    'V05', null, 'workforce', org_code, period,
    'band ' || band || ' is not one of ' || replace(staff_group, '_', '-') || ' staff: ' || sum(headcount)
    || ' people in ' || count(distinct snapshot_on) || ' snapshot(s) are not counted',
    {{ whole_files('files', "'snapshots'") }}
from snapshots
anti join {{ ref('workforce_lines') }} as lines
    on snapshots.staff_group = lines.staff_scope and snapshots.band = lines.band
group by org_code, period, staff_group, band
