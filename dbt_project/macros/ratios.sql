{# Relative likelihood of two arms, the group named first above the line: (x1 / n1) / (x2 / n2) (§1.3). #}
{% macro relative_likelihood(x1, n1, x2, n2) -%}
    ({{ x1 }}) / nullif({{ n1 }}, 0) / nullif(({{ x2 }}) / nullif({{ n2 }}, 0), 0)
{%- endmacro %}

{# Standard error of the logarithm of a relative likelihood (§4.2, Katz 1978). NULL without events in an arm. #}
{% macro log_ratio_error(x1, n1, x2, n2) -%}
    sqrt(1 / nullif({{ x1 }}, 0) - 1 / {{ n1 }} + 1 / nullif({{ x2 }}, 0) - 1 / {{ n2 }})
{%- endmacro %}

{# Four-fifths band of a ratio (§1.4): a size, not a significance; its limits belong to it. #}
{% macro four_fifths_band(ratio, lower, upper) -%}
    case
        when {{ ratio }} > {{ upper }} then 'adverse_to_bme'
        when {{ ratio }} < {{ lower }} then 'adverse_to_white'
        when {{ ratio }} is not null then 'non_adverse'
        else 'not_calculable'
    end
{%- endmacro %}
