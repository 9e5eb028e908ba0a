{# One text for what the sheets of a file have in a column: `Sheet: text` for each in order, and the text alone in a CSV file. #}
{% macro by_sheet(column) -%}
    string_agg(case when sheet = '' then {{ column }} else sheet || ': ' || {{ column }} end, '; ' order by sheet)
{%- endmacro %}
