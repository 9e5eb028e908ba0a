-- The lines of each broken rule in words: `lines 3, 7 to 9` of a CSV file, `WRES!7 to 9` of a sheet, cells of a
-- survey's workbook, each after the name of its file when there are several.
with broken as (
    select *, row_number() over () as finding from {{ ref('int_meaning_rules_broken') }}
),

lines as (
    select finding, unnest(lines, max_depth := 2) from broken
),

cells as (
    select 'benchmark_cells' as table_name, file_sha256, file_line, place
    from {{ ref('stg_staff_survey__benchmark_results') }}
    union all
    select 'detailed_cells', file_sha256, file_line, place from {{ ref('stg_staff_survey__detailed_results') }}
),

tables_of_cells as (
    select
        lines.finding, lines.file_sha256, lines.table_name, list(cells.place order by cells.file_line) as places,
        {{ first_of('places') }} as place
    from lines
    inner join cells
        on
            lines.table_name = cells.table_name
            and lines.file_sha256 = cells.file_sha256
            and lines.file_line = cells.file_line
    group by lines.finding, lines.file_sha256, lines.table_name
),

ranges as (
    select finding, file_sha256, table_name, min(file_line) as first_line, max(file_line) as last_line
    from (
        select
            *,
            file_line - row_number() over (partition by finding, file_sha256, table_name order by file_line) as island
        from lines
        where table_name not in ('benchmark_cells', 'detailed_cells')
    ) as numbered
    group by finding, file_sha256, table_name, island
),

sheets as (
    select file_sha256, table_name, any_value(nullif(sheet, '')) as sheet
    from {{ ref('stg_landing__line_totals') }}
    group by file_sha256, table_name
),

tables_of_lines as (
    select
        ranges.finding, ranges.file_sha256, ranges.table_name, sheets.sheet,
        list(first_line || if(last_line > first_line, ' to ' || last_line, '') order by first_line)
            filter (first_line is not null) as places,
        case
            when places is null then sheets.sheet
            when sheets.sheet is not null then sheets.sheet || '!' || {{ first_of('places') }}
            else 'line' || if(max(last_line) > min(first_line), 's ', ' ') || {{ first_of('places') }}
        end as place
    from ranges
    left join sheets on ranges.file_sha256 = sheets.file_sha256 and ranges.table_name = sheets.table_name
    group by ranges.finding, ranges.file_sha256, ranges.table_name, sheets.sheet
),

names as (
    -- the same bytes may lie in the folder under two names, of which one is taken in
    select file_sha256, arg_min(file_name, concat(state, file_name)) as file_name
    from {{ ref('stg_landing__arrivals') }}
    group by file_sha256
),

files as (
    select tables.finding, names.file_name, string_agg(tables.place, ' and ' order by tables.table_name) as place
    from (
        select finding, file_sha256, table_name, place from tables_of_cells
        union all
        select finding, file_sha256, table_name, place from tables_of_lines
    ) as tables
    inner join names on tables.file_sha256 = names.file_sha256
    group by tables.finding, names.file_name
),

findings as (
    select
        finding,
        string_agg(file_name, '; ' order by file_name) as file_name,
        if(
            count(*) = 1, any_value(place), string_agg(concat_ws(' ', file_name, place), '; ' order by file_name)
        ) as place
    from files
    group by finding
)

select broken.* exclude (finding, lines), findings.file_name, findings.place
from broken
left join findings on broken.finding = findings.finding
