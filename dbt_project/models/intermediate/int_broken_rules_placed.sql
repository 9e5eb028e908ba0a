-- The lines of each broken rule in words: `lines 3, 7 to 9` of a CSV file, `WRES!7 to 9` of a sheet, each after the name
-- of its file when there are several.
{% set most_ranges = 6 -%}
with broken as (
    select *, row_number() over () as finding from {{ ref('int_meaning_rules_broken') }}
),

lines as (
    select finding, unnest(lines, max_depth := 2) from broken
),

numbered as (
    select
        *,
        file_line - row_number() over (partition by finding, file_sha256, table_name order by file_line) as island
    from lines
),

ranges as (
    select finding, file_sha256, table_name, min(file_line) as first_line, max(file_line) as last_line
    from numbered
    group by finding, file_sha256, table_name, island
),

sheets as (
    -- results of a survey workbook stand on several sheets; the detail names the organisation, which stands once
    select file_sha256, table_name, any_value(nullif(sheet, '')) as sheet
    from {{ ref('stg_landing__line_totals') }}
    group by file_sha256, table_name
    having count(*) = 1
),

tables as (
    select
        ranges.finding, ranges.file_sha256, ranges.table_name, sheets.sheet,
        list(
            first_line || case when last_line > first_line then ' to ' || last_line else '' end order by first_line
        ) filter (first_line is not null) as line_ranges,
        array_to_string(line_ranges[:{{ most_ranges }}], ', ')
        || case
            when len(line_ranges) > {{ most_ranges }} then ' and ' || (len(line_ranges) - {{ most_ranges }}) || ' more'
            else ''
        end as line_words,
        case
            when line_ranges is null then sheet
            when sheet is not null then sheet || '!' || line_words
            else 'line' || case when max(last_line) > min(first_line) then 's ' else ' ' end || line_words
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
    select
        tables.finding, names.file_name,
        string_agg(tables.place, ' and ' order by tables.table_name) as place
    from tables
    inner join names on tables.file_sha256 = names.file_sha256
    group by tables.finding, names.file_name
),

findings as (
    select
        finding,
        string_agg(file_name, '; ' order by file_name) as file_name,
        case
            when count(*) = 1 then any_value(place)
            else string_agg(concat_ws(' ', file_name, place), '; ' order by file_name)
        end as place
    from files
    group by finding
)

select broken.* exclude (finding, lines), findings.file_name, findings.place
from broken
left join findings on broken.finding = findings.finding
