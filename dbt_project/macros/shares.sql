{# A part of a whole in words, such as 17 of 23 (73.9%); NULL when one of the two is. #}
{% macro share_words(part, whole) -%}
    {{ part }}::bigint || ' of ' || {{ whole }}::bigint
    || case when {{ whole }} > 0 then ' (' || {{ percent_words(part ~ ' / ' ~ whole) }} || ')' else '' end
{%- endmacro %}

{% macro percent_words(fraction) -%}
    replace(round(100 * ({{ fraction }})::double, 1) || '%', '.0%', '%')
{%- endmacro %}

{# The 95% limits of a part of a whole (§4.1) in words; NULL without a whole. #}
{% macro interval_words(part, whole) -%}
    {%- set x, n, z = part ~ '::double', whole ~ '::double', parameter('confidence_z') -%}
    {{ percent_words(wilson_lower(x, n, z)) }} || ' to ' || {{ percent_words(wilson_upper(x, n, z)) }}
{%- endmacro %}

{# Shares of unknown ethnicity, asked of each count apart (E5), from the counts of a row of arms. #}
{% macro unknown_rates() -%}
    case
        when kind in ('share', 'share_gap') then unknown_num / nullif(white_den, 0)
        when kind = 'ratio' then unknown_num / nullif(white_num + bme_num + unknown_num, 0)
    end as numerator_unknown_rate,
    case kind
        when 'share' then unknown_num / nullif(white_den, 0)
        when 'share_gap' then comparator_unknown / nullif(comparator_den, 0)
        when 'ratio' then unknown_den / nullif(white_den + bme_den + unknown_den, 0)
    end as unknown_rate
{%- endmacro %}
