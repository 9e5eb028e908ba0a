{# A count or fraction as it arrives: a number, * for suppressed, or blank for not submitted. The three never mix.
   Anything else was refused at the door, so that a cast that fails is a fault of the guard and stops the refresh. #}
{% macro line_value(column) -%}
    {{ number("nullif(" ~ column ~ ", '*')") }}
{%- endmacro %}

{% macro line_status(column) -%}
    case
        when {{ column }} = '*' then 'suppressed'
        when coalesce({{ column }}, '') = '' then 'not_submitted'
        else 'reported'
    end
{%- endmacro %}
