{# A cell of answers from a list, split by ; in the spelling of the registry: "Board; Networks" is board, networks. #}
{% macro answers(column) -%}
    list_transform(
        string_split(coalesce({{ column }}, ''), ';'), lambda a: replace(lower({{ trimmed('a') }}), ' ', '_')
    )
{%- endmacro %}
