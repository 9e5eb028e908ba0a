-- Where the counts of a broken rule stand: the current lines of its sets, in the groups concerned (all when none is
-- named). Of a snapshot, which may have millions of lines, the files are named. One join here instead of lists of lines
-- through all the arithmetic.
with broken as (
    select *, row_number() over () as finding
    from (
        select * from {{ ref('int_wres_rules_broken') }}
        union all
        select * from {{ ref('int_headcount_rules_broken') }}
        union all
        select * from {{ ref('int_yearly_rules_broken') }}
        union all by name
        select
            rule_id, source, org_code, wres_year as period, detail, set_codes, wres_groups,
            if(refused_sets is null, 'flag', null) as severity
        from {{ ref('int_sets_contradicted') }}
        where is_current
    ) as every_kind
),

asked as (
    select distinct broken.finding, broken.source, broken.org_code, broken.period, broken.wres_groups, sets.line_code
    from (select *, unnest(set_codes) as set_code from broken) as broken
    inner join {{ ref('int_count_sets_listed') }} as sets on broken.set_code = sets.set_code
),

counted as (
    select asked.finding, asked.source, asked.org_code, asked.period, lines.* exclude (source, org_code)
    from asked
    inner join {{ ref('int_wres_lines_chosen') }} as lines
        on asked.org_code = lines.org_code and asked.period = lines.wres_year and asked.line_code = lines.measure_code
    where
        lines.is_current
        and (asked.wres_groups is null or list_contains(asked.wres_groups, lines.wres_group))
),

files as (
    select distinct org_code, snapshot_on, unnest(files) as file_sha256 from {{ ref('int_snapshots_reconciled') }}
),

found as (
    select finding, {{ line_of('counted', 'counted.table_name') }} as line from counted where file_sha256 is not null
    union
    select asked.finding, {{ line_of('files', "'snapshots'", 'null') }}
    from (
        select distinct finding, org_code, period from counted where source = 'workforce' or table_name = 'snapshots'
    ) as asked
    inner join files on asked.org_code = files.org_code and make_date(asked.period, 3, 31) = files.snapshot_on
),

gathered as (
    select finding, list(line order by line) as lines from found group by finding
)

select broken.* exclude (finding, set_codes, wres_groups), gathered.lines
from broken
left join gathered on broken.finding = gathered.finding
