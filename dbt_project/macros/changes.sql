{#
    Direction of a change (§1.3.3), as the framework's words ask for it: whether it could be chance is another column.
    Every macro gives NULL when a value is missing; what may be compared at all is decided by int_changes_paired.
#}

{#
    Ratios move towards parity on the log scale, with a zone around it whose upper limit is parity_upper. Values of 0
    have no logarithm and give NULL. A crossing of parity that ends outside the zone is no improvement.
#}
{% macro classify_ratio(previous, current, parity_upper) -%}
    case
        when {{ previous }} > 0 and {{ current }} > 0 then
            case
                {#- within a rounding of the fifteenth digit a ratio on the limit is inside, as its inverse is -#}
                {%- set was_inside = "round(abs(ln(" ~ previous ~ ")) - ln(" ~ parity_upper ~ "), 12) <= 0" %}
                {%- set is_inside = "round(abs(ln(" ~ current ~ ")) - ln(" ~ parity_upper ~ "), 12) <= 0" %}
                {%- set nearer = "round(abs(ln(" ~ current ~ ")) - abs(ln(" ~ previous ~ ")), 12)" %}
                when {{ was_inside }} and {{ is_inside }} then 'sustained_parity'
                when {{ is_inside }} then 'improved'
                when {{ was_inside }} then 'worsened'
                when sign(ln({{ previous }})) <> sign(ln({{ current }})) then 'overshoot'
                when {{ nearer }} < 0 then 'improved'
                when {{ nearer }} = 0 then 'unchanged'
                else 'worsened'
            end
    end
{%- endmacro %}

{# A gap that is adverse only below zero: at or above it in both years is parity, otherwise smaller is better. #}
{% macro classify_gap_from_below(previous, current) -%}
    case
        when {{ previous }} is null or {{ current }} is null then null
        when round({{ previous }}, 12) >= 0 and round({{ current }}, 12) >= 0 then 'sustained_parity'
        else {{ classify_lower("abs(" ~ previous ~ ")", "abs(" ~ current ~ ")") }}
    end
{%- endmacro %}

{# Lower is better; a tie, also one that only the last digits of a difference hide, is no improvement. #}
{% macro classify_lower(previous, current) -%}
    {%- set change = "round(" ~ current ~ " - " ~ previous ~ ", 12)" -%}
    case
        when {{ change }} < 0 then 'improved'
        when {{ change }} > 0 then 'worsened'
        when {{ change }} = 0 then 'unchanged'
    end
{%- endmacro %}

{# The class of a change by the polarity of its measure; without a better direction, where it moved. #}
{% macro classify(polarity, previous, current, parity_upper) -%}
    case {{ polarity }}
        when 'towards_parity' then {{ classify_ratio(previous, current, parity_upper) }}
        when 'towards_zero_from_below' then {{ classify_gap_from_below(previous, current) }}
        when 'towards_zero' then {{ classify_lower("abs(" ~ previous ~ ")", "abs(" ~ current ~ ")") }}
        when 'lower_is_better' then {{ classify_lower(previous, current) }}
        when 'higher_is_better' then {{ classify_lower(current, previous) }}
        when 'neither' then case
            when {{ current }} > {{ previous }} then 'increased'
            when {{ current }} < {{ previous }} then 'decreased'
            when {{ current }} = {{ previous }} then 'unchanged'
        end
    end
{%- endmacro %}
