{# The value of a parameter on the day for which this refresh judges. #}
{% macro parameter(name) -%}
    (select p.parameter_value from {{ ref('int_parameters_chosen') }} as p where p.parameter = '{{ name }}')
{%- endmacro %}

{% macro as_of() -%}
    (select r.as_of from {{ ref('stg_landing__refresh') }} as r)
{%- endmacro %}

{# Several parameters as the columns of one row, for models that build further on what they compare with them. #}
{% macro parameters(names) -%}
    (
        select
            {%- for name in names %}
            max(p.parameter_value) filter (p.parameter = '{{ name }}') as {{ name }}{{ "," if not loop.last }}
            {%- endfor %}
        from {{ ref('int_parameters_chosen') }} as p
    )
{%- endmacro %}
