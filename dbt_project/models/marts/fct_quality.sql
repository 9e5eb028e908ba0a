-- The scorecard: for each organisation, folder and year, what was found against its lines, dimension by dimension.
with lines as (
    -- a finding about something that is missing has no line, and counts as a finding
    select *, unnest(if(len(lines) > 0, lines, [null])) as line from {{ ref('int_findings_gathered') }}
),

found as (
    select
        org_code,
        source,
        period,
        dimension,
        count(distinct finding_id) as findings,
        count(distinct finding_id) filter (severity <> 'flag') as findings_refused,
        count(distinct line) filter (line.file_line is not null) as lines_found
    from lines
    where org_code is not null
    group by all
),

cells as (
    select given.*, dimensions.dimension
    from {{ ref('int_lines_given') }} as given
    cross join (select distinct dimension from {{ ref('rules') }}) as dimensions
)

select
    coalesce(cells.org_code, found.org_code) as org_code,
    coalesce(cells.source, found.source) as source,
    coalesce(cells.period, found.period) as period,
    coalesce(cells.dimension, found.dimension) as dimension,
    coalesce(cells.lines, 0) as lines,
    coalesce(found.findings, 0) as findings,
    coalesce(found.findings_refused, 0) as findings_refused,
    coalesce(found.lines_found, 0) as lines_found,
    case when cells.lines > 0 then greatest(0, 1 - coalesce(found.lines_found, 0) / cells.lines) end as share_clean
from cells
full outer join found
    on
        cells.org_code = found.org_code
        and cells.source = found.source
        and cells.period = found.period
        and cells.dimension = found.dimension
