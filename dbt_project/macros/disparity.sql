{#
    Race disparity ratio between two levels (§2.1), above 1 when BME staff are fewer at the higher one than White staff
    are, relative to the lower; and a limit of it, z standard deviations of its logarithm away. NULL when a cell is 0.
#}
{% macro disparity_ratio(low, high) -%}
    (nullif(white_{{ high }}, 0) / nullif(white_{{ low }}, 0)) / (nullif(bme_{{ high }}, 0) / nullif(bme_{{ low }}, 0))
{%- endmacro %}

{% macro disparity_limit(low, high, z) -%}
    {{ disparity_ratio(low, high) }} * exp({{ z }} * sqrt(
        1 / nullif(white_{{ high }}, 0) + 1 / nullif(white_{{ low }}, 0)
        + 1 / nullif(bme_{{ high }}, 0) + 1 / nullif(bme_{{ low }}, 0)
    ))
{%- endmacro %}
