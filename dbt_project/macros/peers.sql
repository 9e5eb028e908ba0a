{# Names one private aggregate: a metric, in a year where it has one, of one group. #}
{% macro aggregate_key(group, metric, wres_year) -%}
    concat_ws(' / ', {{ group }}.peer_group, {{ group }}.group_key, {{ metric }}, {{ wres_year }})
{%- endmacro %}

{# Rounded to a step, without the dust of binary fractions. NULL without a step. #}
{% macro to_step(value, step) -%}
    round(round({{ value }} / {{ step }}) * {{ step }}, 6) + 0.0
{%- endmacro %}

{#
    Whether an organisation could have a value that rounds to this step: whole people out of its denominator, less the
    share that they are compared with. A ratio of two shares has so many possible values that any is within a step.
#}
{% macro could_be(rounded, step, denominator, comparator) -%}
    coalesce(
        ceil(({{ rounded }} - {{ step }} / 2 + {{ comparator }}) * {{ denominator }} - 1e-6)
        <= floor(({{ rounded }} + {{ step }} / 2 + {{ comparator }}) * {{ denominator }} + 1e-6)
        and {{ rounded }} + {{ step }} / 2 + {{ comparator }} >= 0
        and {{ rounded }} - {{ step }} / 2 + {{ comparator }} <= 1,
        true
    )
{%- endmacro %}
