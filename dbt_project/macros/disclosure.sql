{#
    Disclosure control of rows (§5.3): what others than the organisation itself and the analyst may see of counts of
    people. Applied in int_arms_disclosed, int_bands_tried, int_fact_conditions_evaluated and the published layer.
#}

{# So few people that one of them could be told; 0 is nobody, and NULL is not known. #}
{% macro is_small(count) -%}
    ({{ count }} > 0 and {{ count }} < {{ parameter('small_count_maximum') }} + 1)
{%- endmacro %}

{# A count as others see it: NULL when small, otherwise to the nearest five. #}
{% macro shown_count(count) -%}
    case when not {{ is_small(count) }}
        then round({{ count }} / {{ parameter('count_rounding') }}) * {{ parameter('count_rounding') }}
    end
{%- endmacro %}

{# Those of unknown ethnicity are what the other groups leave over, so none and a few are not told apart. #}
{% macro shown_remainder(count) -%}
    case when {{ count }} > 0 then {{ shown_count(count) }} end
{%- endmacro %}

{# A count in words: * when small. #}
{% macro shown_words(count) -%}
    case when {{ count }} is not null then coalesce(({{ shown_count(count) }})::bigint::varchar, '*') end
{%- endmacro %}

{# Whether a part, its whole or the rest is small: a share would tell. #}
{% macro gives_small(part, whole) -%}
    coalesce({{ is_small(part) }} or {{ is_small(whole) }} or {{ is_small(whole ~ ' - ' ~ part) }}, false)
{%- endmacro %}

{# A part of a whole in words as others see it: about 15 of 25 (60.9%), and * of 25 when one of the numbers is small. #}
{% macro shown_share_words(part, whole) -%}
    case
        when {{ gives_small(part, whole) }} then '* of ' || {{ shown_words(whole) }}
        else 'about ' || {{ shown_words(part) }} || ' of ' || {{ shown_words(whole) }}
            || case when {{ whole }} > 0 then ' (' || {{ percent_words(part ~ ' / ' ~ whole) }} || ')' else '' end
    end
{%- endmacro %}

{# Four-fifths band of a ratio of two arms, `of_white` or the other above the line. #}
{% macro band_of_arms(of_white, white_num, white_den, bme_num, bme_den) -%}
    {{ four_fifths_band(
        "if(" ~ of_white ~ ", " ~ relative_likelihood(white_num, white_den, bme_num, bme_den) ~ ", "
        ~ relative_likelihood(bme_num, bme_den, white_num, white_den) ~ ")",
        parameter('parity_lower'), parameter('parity_upper')
    ) }}
{%- endmacro %}
