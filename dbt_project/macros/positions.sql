{# Ratios are compared by their logarithms, so that 2 and 0.5 are as far from parity (§4.2). #}
{% macro on_its_scale(value, is_ratio) -%}
    if({{ is_ratio }}, ln(nullif(greatest(({{ value }})::double, 0), 0)), ({{ value }})::double)
{%- endmacro %}

{# Standard error that limits z standard deviations wide say, on the scale of comparison. #}
{% macro error_of_limits(lower, upper, is_ratio, z) -%}
    ({{ on_its_scale(upper, is_ratio) }} - {{ on_its_scale(lower, is_ratio) }}) / (2 * {{ z }})
{%- endmacro %}

{#
    Standard error of the median of independent values, from the list of their own (NULL for one that is not known),
    such that z of them make its limit. Half of n values lie below it give or take z·sqrt(n)/2, and each value counts
    in proportion to its precision up to a whole one, however precise: the limit t solves Σ min(1, t·sqrt(2/π)/s) =
    z·sqrt(n). The sum is the lowest of the lines that count the k most precise values as whole ones, so the highest
    of their crossings solves it. With k = 0 alone it would be the large-sample error sqrt(nπ/2) / Σ(1/s), which is
    too small where some values are far more precise than others (benchmarks/null_calibration.py). NULL when too few
    errors are known for a limit.
#}
{% macro median_error(errors, z) -%}
    {%- set known = 'list_sort(list_filter(' ~ errors ~ ', lambda s: s is not null))' -%}
    {%- set reach = z ~ ' * sqrt(len(' ~ errors ~ '))' -%}
    case when len({{ known }}) > {{ reach }} then
        sqrt(pi() / 2) / {{ z }} * list_max(list_transform(
            range(floor({{ reach }})::bigint + 1),
            lambda k: ({{ reach }} - k) / list_sum(list_transform({{ known }}[k + 1:], lambda s: 1 / s))
        ))
    end
{%- endmacro %}

{# A number that is higher the better a value is by its polarity; NULL where no direction is better. #}
{% macro merit(value, is_ratio, polarity) -%}
    case {{ polarity }}
        when 'higher_is_better' then {{ on_its_scale(value, is_ratio) }}
        when 'lower_is_better' then -{{ on_its_scale(value, is_ratio) }}
        when 'towards_zero' then -abs({{ on_its_scale(value, is_ratio) }})
        when 'towards_parity' then -abs({{ on_its_scale(value, is_ratio) }})
        when 'towards_zero_from_below' then least({{ on_its_scale(value, is_ratio) }}, 0)
    end
{%- endmacro %}

{#
    How far a step of the counts moves a value on the scale of comparison: a person, or as many as counts are rounded
    to. Limits by Wilson or Koopman miss the true value at the nominal rate on average over sizes, and at one size,
    such as 40 people, up to half as often again; and a rounded count may be half a step off.
#}
{% macro grain_of_counts(kind, people, events, step) -%}
    case
        when {{ kind }} = 'ratio' then {{ step }} / nullif({{ events }}, 0)::double
        when {{ kind }} in ('share', 'share_gap', 'survey', 'survey_gap')
            then {{ step }} / nullif({{ people }}, 0)::double
        else 0
    end
{%- endmacro %}

{#
    better, similar or worse than the median of others, or not_enough_data; NULL where no direction is better (§4.5).
    A value differs from the median when it is further away than sqrt((value - its facing limit)² + (z·error of the
    median)²): MOVER, the principle of Newcombe's hybrid limits (Zou and Donner 2008, Statistics in Medicine 27,
    1693-1702). A median that is rounded to a step may lie half of it away, and the value half of its grain
    (grain_of_counts), which are added. Where nearer 0 (or parity) is better, a value is held against the median on
    either side of 0; a gap above 0 is no worse than none.
#}
{% macro peer_position(value, lower, upper, median, median_error, is_ratio, polarity, z, step=0, grain=0) -%}
    {%- set v, m = on_its_scale(value, is_ratio), on_its_scale(median, is_ratio) -%}
    {%- set margin_up = 'sqrt((' ~ on_its_scale(upper, is_ratio) ~ ' - ' ~ v ~ ') ^ 2 + (' ~ z ~ ' * ' ~ median_error
        ~ ') ^ 2)' -%}
    {%- set margin_down = 'sqrt((' ~ v ~ ' - ' ~ on_its_scale(lower, is_ratio) ~ ') ^ 2 + (' ~ z ~ ' * ' ~ median_error
        ~ ') ^ 2)' -%}
    {%- set halves = '(0.5 * ' ~ grain ~ ' + if(' ~ is_ratio ~ ', -ln(1 - least(0.5 * ' ~ step ~ ' / ' ~ median
        ~ ', 0.5)), 0.5 * ' ~ step ~ '))' -%}
    {%- set highest = '(' ~ v ~ ' + ' ~ margin_up ~ ' + ' ~ halves ~ ')' -%}
    {%- set lowest = '(' ~ v ~ ' - ' ~ margin_down ~ ' - ' ~ halves ~ ')' -%}
    case
        when {{ polarity }} = 'neither' then null
        when {{ highest }} is null or {{ lowest }} is null or {{ m }} is null then 'not_enough_data'
        when {{ polarity }} = 'higher_is_better'
            then case
                when {{ lowest }} > {{ m }} then 'better'
                when {{ highest }} < {{ m }} then 'worse'
                else 'similar'
            end
        when {{ polarity }} = 'lower_is_better'
            then case
                when {{ highest }} < {{ m }} then 'better'
                when {{ lowest }} > {{ m }} then 'worse'
                else 'similar'
            end
        when {{ polarity }} = 'towards_zero_from_below'
            then case
                when {{ highest }} < least({{ m }}, 0) then 'worse'
                when {{ m }} < 0 and {{ lowest }} > {{ m }} then 'better'
                else 'similar'
            end
        when {{ polarity }} in ('towards_zero', 'towards_parity')
            then case
                when {{ highest }} < -abs({{ m }}) or {{ lowest }} > abs({{ m }}) then 'worse'
                when {{ highest }} < abs({{ m }}) and {{ lowest }} > -abs({{ m }}) then 'better'
                else 'similar'
            end
    end
{%- endmacro %}

{#
    Quantile by the rule of the Office for Health Improvement and Disparities, 1 for the lowest values (§4.5): place is
    the rank from the lowest, ties sharing the first. NULL with fewer organisations than quantiles.
#}
{% macro ohid_quantile(place, organisations, quantiles) -%}
    {%- set in_each = '(' ~ organisations ~ '::double / ' ~ quantiles ~ ')' -%}
    case when {{ organisations }} >= {{ quantiles }} then greatest(
        1, floor({{ quantiles }} + 1 - ceil(({{ organisations }} + 1 - {{ place }}) / {{ in_each }}))
    )::integer end
{%- endmacro %}
