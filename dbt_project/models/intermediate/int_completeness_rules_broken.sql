-- V05: whoever reports an indicator gives its mandatory lines in every ethnic group. A blank is not 0, so what misses
-- is named, and what needs it is not computed (int_counts_summed). The survey publishes no rate of unknown ethnicity.
with mandatory as (
    select line_code, reference_time from {{ ref('wres_lines') }} where is_mandatory
    union all
    select line_code, 'stock' from {{ ref('workforce_lines') }} where is_mandatory
),

lines as (
    select * from {{ ref('int_wres_lines_chosen') }} where is_current
),

reported as (
    select org_code, wres_year, indicator, source, {{ lines_of('lines', 'lines.table_name', 'null') }} as files
    from lines
    where value_status <> 'not_submitted'
    group by org_code, wres_year, indicator, source
),

missing as (
    select
        reported.*, mandatory.line_code, groups.position, groups.group_name,
        lines.file_sha256, lines.file_line, lines.table_name
    from reported
    inner join mandatory on reported.indicator = split_part(mandatory.line_code, '.', 1)
    inner join (
        values ('WHITE', 'White', 1), ('BME', 'BME', 2), ('UNKNOWN', 'unknown ethnicity', 3)
    ) as groups (wres_group, group_name, position)
        on mandatory.reference_time <> 'survey' or groups.wres_group <> 'UNKNOWN'
    left join lines
        on
            reported.org_code = lines.org_code
            and reported.wres_year = lines.wres_year
            and mandatory.line_code = lines.measure_code
            and groups.wres_group = lines.wres_group
    where coalesce(lines.value_status, 'not_submitted') = 'not_submitted'
),

codes as (
    select
        org_code, wres_year, indicator, source, any_value(files) as files, count(*) as figures,
        line_code || if(
            count(*) < 3, ' (' || string_agg(group_name, ', ' order by position) || ')', ''
        ) as words,
        {{ lines_of('missing', 'missing.table_name') }} as lines
    from missing
    group by org_code, wres_year, indicator, source, line_code
),

snapshots as (
    select org_code, year(snapshot_on) as wres_year, {{ whole_files('files', "'snapshots'") }} as lines
    from {{ ref('int_snapshots_reconciled') }}
    where strftime(snapshot_on, '%m-%d') = '03-31'
    group by all
)

select
    'V05' as rule_id, codes.source, codes.org_code, codes.wres_year as period,
    codes.indicator || ' of ' || codes.wres_year || ': '
    || sum(figures) || if(sum(figures) = 1, ' figure is', ' figures are')
    || ' missing, which is not 0: '
    || {{ first_of('list(words order by words)') }} as detail,
    -- blank cells have a place; of what is not there at all the file is named
    coalesce(
        nullif(flatten(list(codes.lines) filter (codes.lines is not null)), []),
        any_value(files), any_value(snapshots.lines)
    ) as lines
from codes
left join snapshots
    on codes.org_code = snapshots.org_code and codes.wres_year = snapshots.wres_year and codes.source = 'esr'
group by codes.org_code, codes.wres_year, codes.indicator, codes.source
