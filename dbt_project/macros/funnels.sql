{#
    Funnel limit of a proportion of n around a centre, z standard deviations away (negative below), §4.5: the
    proportion whose Wilson interval just reaches the centre. It is the closed form of sigma_adjustment in the package
    of the Office for Health Improvement and Disparities, clamped to 0 and 1 like there.
#}
{% macro funnel_limit(centre, n, z) -%}
    greatest(0, least(1, {{ centre }} + ({{ z }}) * sqrt({{ centre }} * (1 - {{ centre }}) / {{ n }})))
{%- endmacro %}

{# Funnel limit of the logarithm of a ratio, from its standard error and the variance between organisations (§4.5). #}
{% macro log_funnel_limit(centre, error, between_variance, z) -%}
    {{ centre }} + ({{ z }}) * sqrt({{ error }} ^ 2 + {{ between_variance }})
{%- endmacro %}

{#
    Standard error of the logarithm of a ratio whose events are rounded to a step, as published ones are: an even error
    of half a step on either side has the variance step²/12. Without it too many lie beyond the limits.
#}
{% macro rounded_log_error(x1, n1, x2, n2, step) -%}
    sqrt({{ log_ratio_error(x1, n1, x2, n2) }} ^ 2 + {{ step }} ^ 2 / 12 * (1 / {{ x1 }} ^ 2 + 1 / {{ x2 }} ^ 2))
{%- endmacro %}

{#
    Relative likelihood pooled over organisations (§4.5), an aggregate over rows with the events and people of two
    arms, by Mantel and Haenszel's weights for risk ratios (Greenland and Robins 1985, Biometrics 41, 55-68).
    Organisations without events in one arm count as well. Floats add up to the same digit only in one order.
#}
{% macro mantel_haenszel_ratio(x1, n1, x2, n2, in_order) -%}
    sum({{ x1 }}::double * {{ n2 }} / ({{ n1 }} + {{ n2 }}) order by {{ in_order }})
    / nullif(sum({{ x2 }}::double * {{ n1 }} / ({{ n1 }} + {{ n2 }}) order by {{ in_order }}), 0)
{%- endmacro %}

{# Quantile of a list in order, between two values in proportion, as quantile_cont and R's default (type 7) are. #}
{% macro quantile_of_sorted(values, share) -%}
    {%- set place = '((len(' ~ values ~ ') - 1) * (' ~ share ~ '))' -%}
    ({{ values }}[floor({{ place }})::bigint + 1] + ({{ place }} - floor({{ place }}))
    * ({{ values }}[ceil({{ place }})::bigint + 1] - {{ values }}[floor({{ place }})::bigint + 1]))
{%- endmacro %}

{#
    Dispersion φ of a list of z-scores in order: their mean square once those beyond the given share of each end have
    been moved to its quantile (winsorised), as FunnelPlotR does. 1 is what chance explains.
#}
{% macro dispersion(scores, share) -%}
    list_avg(list_transform({{ scores }}, lambda s: least(
        greatest(s, {{ quantile_of_sorted(scores, share) }}), {{ quantile_of_sorted(scores, '1 - ' ~ share) }}
    ) ^ 2))
{%- endmacro %}

{#
    Variance τ² between organisations beyond chance, never below 0, from φ and the sums of the weights 1/s² and of
    their squares (Spiegelhalter 2005, Qual Saf Health Care 14, 347-351, after DerSimonian and Laird 1986).
#}
{% macro between_variance(phi, organisations, weights, squared_weights) -%}
    greatest(0, ({{ organisations }} * {{ phi }} - ({{ organisations }} - 1))
    / nullif({{ weights }} - {{ squared_weights }} / {{ weights }}, 0))
{%- endmacro %}

{# Where a value lies against its funnel: inside, or beyond the limits of 95% or of 99.8%, below or above. #}
{% macro funnel_status(value, lower_95, upper_95, lower_998, upper_998) -%}
    case
        when {{ value }} < {{ lower_998 }} then 'beyond_998_below'
        when {{ value }} > {{ upper_998 }} then 'beyond_998_above'
        when {{ value }} < {{ lower_95 }} then 'beyond_95_below'
        when {{ value }} > {{ upper_95 }} then 'beyond_95_above'
        when {{ value }} is not null and {{ lower_95 }} is not null then 'inside'
    end
{%- endmacro %}

{# The four limits as columns: of proportions by their n, of ratios by the error of their logarithm. #}
{% macro funnel_limits(is_ratio, centre, n, error, between_variance) -%}
    {%- for width, z in (('95', parameter('confidence_z')), ('998', parameter('funnel_outer_z'))) %}
    {%- for side, sign in (('lower', '-'), ('upper', '')) %}
    if(
        {{ is_ratio }},
        exp({{ log_funnel_limit('ln(' ~ centre ~ ')', error, between_variance, sign ~ z) }}),
        {{ funnel_limit(centre, n, sign ~ z) }}
    ) as {{ side }}_{{ width }}{{ "," if not (width == '998' and side == 'upper') }}
    {%- endfor %}
    {%- endfor %}
{%- endmacro %}
