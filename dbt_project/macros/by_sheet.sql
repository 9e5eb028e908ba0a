{# One text for what the sheets of a file have in a column of `totals`: `Sheet: text` in order, of CSV the text. #}
{% macro by_sheet(column) -%}
    string_agg(
        case when totals.sheet = '' then {{ column }} else totals.sheet || ': ' || {{ column }} end,
        '; ' order by totals.sheet
    )
{%- endmacro %}
