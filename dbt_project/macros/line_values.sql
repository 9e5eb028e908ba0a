{# A count or fraction as it arrives: a number, * for suppressed, or blank for not submitted. The three never mix. #}
{% macro line_value(column) -%}
    try_cast(nullif({{ column }}, '*') as double)
{%- endmacro %}

{% macro line_status(column) -%}
    case
        when {{ column }} = '*' then 'suppressed'
        when coalesce({{ column }}, '') = '' then 'not_submitted'
        else 'reported'
    end
{%- endmacro %}
