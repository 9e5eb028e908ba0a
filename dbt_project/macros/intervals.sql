{# Wilson score limits of a proportion x of n (§4.1), z standard deviations wide. NULL without respondents. #}
{% macro wilson_lower(x, n, z) -%}
    case when {{ n }} > 0 then
        (2 * {{ x }} + {{ z }} ^ 2 - {{ z }} * sqrt({{ z }} ^ 2 + 4 * {{ x }} * greatest(0, 1 - {{ x }} / {{ n }})))
        / (2 * ({{ n }} + {{ z }} ^ 2))
    end
{%- endmacro %}

{% macro wilson_upper(x, n, z) -%}
    case when {{ n }} > 0 then
        (2 * {{ x }} + {{ z }} ^ 2 + {{ z }} * sqrt({{ z }} ^ 2 + 4 * {{ x }} * greatest(0, 1 - {{ x }} / {{ n }})))
        / (2 * ({{ n }} + {{ z }} ^ 2))
    end
{%- endmacro %}

{# Newcombe's hybrid score limits of the difference p1 - p2 (§4.1), from the Wilson limits of each proportion. #}
{% macro newcombe_lower(p1, lower1, p2, upper2) -%}
    {{ p1 }} - {{ p2 }} - sqrt(({{ p1 }} - {{ lower1 }}) ^ 2 + ({{ upper2 }} - {{ p2 }}) ^ 2)
{%- endmacro %}

{% macro newcombe_upper(p1, upper1, p2, lower2) -%}
    {{ p1 }} - {{ p2 }} + sqrt(({{ upper1 }} - {{ p1 }}) ^ 2 + ({{ p2 }} - {{ lower2 }}) ^ 2)
{%- endmacro %}
