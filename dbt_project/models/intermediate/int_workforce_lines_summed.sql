with snapshots as (
    select snapshots.*
    from {{ ref('int_snapshots_reconciled') }} as snapshots
    inner join {{ ref('int_organisations_listed') }} as organisations on snapshots.org_code = organisations.org_code
    where {{ organisation_exclusion('organisations', 'snapshots.snapshot_on', 'snapshots.snapshot_on') }} is null
),

-- what maps to no line is counted nowhere, what maps to no category is of a person whose group is not known; both are
-- shown as broken (int_workforce_rules_broken)
counted as (
    select
        snapshots.org_code, snapshots.snapshot_on, lines.line_code,
        coalesce(categories.wres_group, 'UNKNOWN') as wres_group,
        case when categories.wres_group is null then 'not_known' else categories.unknown_kind end as unknown_kind,
        sum(snapshots.headcount)::bigint as headcount
    from snapshots
    inner join {{ ref('workforce_lines') }} as lines
        on snapshots.staff_group = lines.staff_scope and snapshots.band = lines.band
    left join {{ ref('ethnic_categories') }} as categories
        on snapshots.code_scheme = categories.code_scheme and snapshots.ethnic_category = categories.ethnic_code
    group by all
),

-- An extract lists people, not bands: within a staff group that it covers, a band without a line has nobody in it.
-- A staff group without any line may not have been extracted, and an of-which line never is.
covered as (
    select
        snapshots.org_code, snapshots.snapshot_on, snapshots.is_contradicted, lines.line_code, groups.wres_group,
        groups.unknown_kind
    from (select distinct org_code, snapshot_on, staff_group, is_contradicted from snapshots) as snapshots
    inner join {{ ref('workforce_lines') }} as lines
        on snapshots.staff_group = lines.staff_scope and lines.in_workforce
    cross join (select distinct wres_group, unknown_kind from {{ ref('ethnic_categories') }}) as groups
)

select covered.*, coalesce(counted.headcount, 0) as headcount
from covered
left join counted
    on
        covered.org_code = counted.org_code
        and covered.snapshot_on = counted.snapshot_on
        and covered.line_code = counted.line_code
        and covered.wres_group = counted.wres_group
        and covered.unknown_kind is not distinct from counted.unknown_kind
