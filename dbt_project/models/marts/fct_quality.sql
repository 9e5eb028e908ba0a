-- The scorecard: for each organisation, folder and year, what was found against its lines, dimension by dimension.
with found as (
    select
        findings.org_code,
        findings.source,
        findings.period,
        findings.dimension,
        count(distinct findings.finding_id) as findings,
        count(distinct findings.finding_id) filter (findings.severity <> 'flag') as findings_refused,
        count(distinct line) filter (line.file_line is not null) as lines_found
    from (select *, unnest(lines) as line from {{ ref('int_findings_gathered') }} where len(lines) > 0) as findings
    group by all

    union all

    select org_code, source, period, dimension, count(*), count(*) filter (severity <> 'flag'), 0
    from {{ ref('int_findings_gathered') }}
    where coalesce(len(lines), 0) = 0
    group by all
),

summed as (
    select
        org_code,
        source,
        period,
        dimension,
        sum(findings)::bigint as findings,
        sum(findings_refused)::bigint as findings_refused,
        sum(lines_found)::bigint as lines_found
    from found
    where org_code is not null
    group by all
),

cells as (
    select given.*, dimensions.dimension
    from {{ ref('int_lines_given') }} as given
    cross join (select distinct dimension from {{ ref('rules') }}) as dimensions
)

select
    coalesce(cells.org_code, summed.org_code) as org_code,
    coalesce(cells.source, summed.source) as source,
    coalesce(cells.period, summed.period) as period,
    coalesce(cells.dimension, summed.dimension) as dimension,
    coalesce(cells.lines, 0) as lines,
    coalesce(summed.findings, 0) as findings,
    coalesce(summed.findings_refused, 0) as findings_refused,
    coalesce(summed.lines_found, 0) as lines_found,
    case when cells.lines > 0 then greatest(0, 1 - coalesce(summed.lines_found, 0) / cells.lines) end as share_clean
from cells
full outer join summed
    on
        cells.org_code = summed.org_code
        and cells.source = summed.source
        and cells.period = summed.period
        and cells.dimension = summed.dimension
