{# Most days between one day of an ordered list and the next; NULL with fewer than two. #}
{% macro longest_gap(days) -%}
    list_max(list_transform(range(2, len({{ days }}) + 1), lambda i: datediff('day', {{ days }}[i - 1], {{ days }}[i])))
{%- endmacro %}
