{#
    XmR charts by the rules of Making Data Count (§4.4), one series at a time. `series` names the columns that tell
    series apart, `moment` the column that orders the points of one.
#}

{# Length of the unbroken run of equal values of `state` that a point belongs to; `place` numbers the series' points. #}
{% macro run_length(state, series, place, nth_of_state) -%}
    count(*) over (partition by {{ series }}, {{ state }}, {{ place }} - {{ nth_of_state }})
{%- endmacro %}

{#
    Whether a triple of consecutive points ends here of which two lie near a limit, all on one side of the mean.
    The three is part of the rule's definition.
#}
{% macro two_in_three(is_near, side, series, moment) -%}
    {%- set triple = "partition by " ~ series ~ " order by " ~ moment ~ " rows between 2 preceding and current row" -%}
    sum({{ is_near }}::integer) over ({{ triple }}) >= 2 and abs(sum({{ side }}) over ({{ triple }})) = 3
{%- endmacro %}

{# Number of the first rule that a point breaks, in the order of §4.4; NULL for common cause. #}
{% macro first_signal(is_outside, is_trend, is_two_in_three, is_shift) -%}
    case
        when {{ is_outside }} then 1
        when {{ is_trend }} then 2
        when {{ is_two_in_three }} then 3
        when {{ is_shift }} then 4
    end
{%- endmacro %}

{# improvement, concern or neutral: a signal upwards (1) or downwards (-1), by the direction that is good. #}
{% macro variation(signal, direction, direction_of_good) -%}
    case
        when {{ signal }} is null or {{ direction_of_good }} is null then 'neutral'
        when ({{ direction }} > 0) = ({{ direction_of_good }} = 'higher') then 'improvement'
        else 'concern'
    end
{%- endmacro %}
