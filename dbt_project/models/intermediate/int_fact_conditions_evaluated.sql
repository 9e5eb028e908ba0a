-- Conditions on facts. A field of another item is written ITEM:field; a year, such as 2026/27, is its first day.
{% set kinds_of_dates = "('date_until', 'date_from', 'date_within', 'dates_in_order', 'months_between')" -%}
{% set kinds_of_shares =
    "('number_at_least', 'share_at_least', 'part_of_whole', 'any_share_given', 'any_share_above_zero')" -%}
with given as (
    select
        inputs.file_sha256,
        inputs.assessment_date,
        conditions.* exclude (rule_version),
        list_transform(conditions.fields, lambda f: inputs.facts[f]) as given
    from {{ ref('int_item_inputs_gathered') }} as inputs
    inner join {{ ref('int_conditions_chosen') }} as conditions
        on inputs.rule_version = conditions.rule_version and inputs.item_id = conditions.item_id
    where
        conditions.fields is not null
        and conditions.kind not in ('events_at_least', 'events_all_within', 'longest_gap_at_most')
        and (conditions.claimed_answers is null or list_contains(conditions.claimed_answers, inputs.declared_status))
),

read as (
    select
        *,
        case
            when kind in {{ kinds_of_shares }} or kind in ('numbers_present', 'improved')
                then list_transform(given, lambda v: {{ exact_number('v') }})
        end as numbers,
        case
            when kind in {{ kinds_of_dates }}
                then list_transform(
                    given,
                    lambda v: coalesce(try_cast(v as date), {{ financial_year_start('v') }})
                )
        end as days,
        case
            when kind = 'list_at_least'
                then list_filter(
                    list_transform(string_split(given[1], ';'), lambda v: lower(trim(v))), lambda v: v <> ''
                )
        end as listed,
        coalesce(list_contains(operands, 'or_absent'), false) and given[1] is null as is_absent,
        coalesce(list_contains(operands, 'or_second_given'), false) and given[2] is not null as is_excused
    from given
),

evaluated as (
    select
        *,
        case
            when kind = 'date_within'
                then {{ in_date_until('days[1]', 'window_months', 'window_days', 'or_last_year') }}
        end as in_date_until,
        case kind
            when 'fields_present' then len(list_filter(given, lambda v: v is null)) = 0
            when 'numbers_present' then len(list_filter(numbers, lambda v: v is null)) = 0
            when 'value_in'
                then len(list_filter(given, lambda v: not coalesce(list_contains(operands, lower(v)), false))) = 0
            when 'value_not_in' then not coalesce(list_contains(operands, lower(given[1])), false)
            when 'not_a_known_duty' then lower(given[1]) not in (select lower(duty) from {{ ref('statutory_duties') }})
            when 'date_until' then days[1] <= assessment_date
            when 'date_from' then days[1] >= assessment_date
            when 'date_within' then in_date_until >= assessment_date
            when 'dates_in_order' then days[1] < days[2]
            when 'months_between'
                then {{ lie_months_apart('days[1]', 'days[2]', 'first_limit', 'second_limit') }}
            when 'improved'
                then case lower(given[3])
                    when 'lower' then numbers[2] < numbers[1]
                    when 'higher' then numbers[2] > numbers[1]
                end
            when 'number_at_least' then numbers[1] >= first_limit
            -- exact in decimals: 95% of 20 is 19
            when 'share_at_least' then numbers[2] > 0 and numbers[1] >= first_limit::decimal(9, 6) * numbers[2]
            when 'part_of_whole'
                then coalesce(numbers[1] <= numbers[2], true) and coalesce(numbers[3] <= numbers[4], true)
            when 'any_share_given' then numbers[1] + numbers[2] is not null or numbers[3] + numbers[4] is not null
            when 'any_share_above_zero'
                then coalesce(numbers[1], 0) + coalesce(numbers[3], 0) > 0
                    or coalesce(numbers[2], 0) + coalesce(numbers[4], 0) = 0
            when 'list_at_least'
                then len(list_distinct(listed)) >= first_limit and coalesce(list_has_all(listed, operands), true)
        end as holds
    from read
)

select
    file_sha256,
    item_id,
    step,
    coalesce(holds, false) or is_absent or is_excused as is_held,
    case when not is_excused then in_date_until end as holds_until,
    {% for name in ('value', 'second', 'third') -%}
    case
        when kind not in ('fields_present', 'part_of_whole', 'any_share_given', 'any_share_above_zero')
            then coalesce({{ day_words('try_cast(given[' ~ loop.index ~ '] as date)') }},
                replace(given[{{ loop.index }}], '_', ' '))
    end as {{ name }}_words,
    {% set counted = 'try_cast(given[' ~ loop.index ~ '] as double)' -%}
    if(counts_people[{{ loop.index }}] and {{ name }}_words is not null, {{ shown_words(counted) }}, {{ name }}_words)
        as panel_{{ name }}_words,
    {% endfor -%}
    case
        when not coalesce(holds, false) and kind in ('fields_present', 'numbers_present', 'value_in')
            then '“' || array_to_string(list_filter(field_labels, lambda f, i: case kind -- noqa: LT01
                when 'numbers_present' then numbers[i] is null
                when 'value_in' then not coalesce(list_contains(operands, lower(given[i])), false)
                else given[i] is null
            end), '”; “') || '”'
    end as missing_words,
    case when kind = 'share_at_least' then {{ percent_words('first_limit') }} end as limit_words,
    {% for name, part, whole in (('', 1, 2), ('second_', 3, 4)) -%}
    {% set asked = kinds_of_shares if part == 1 else "('any_share_given')" -%}
    {% set numbers = ('numbers[%d]' % part, 'numbers[%d]' % whole) -%}
    case when kind in {{ asked }} then {{ share_words(*numbers) }} end as {{ name }}share_words,
    -- the machine counts and the panel judges, so it is shown how far chance alone could have gone
    case when kind = 'any_share_given' then {{ interval_words(*numbers) }} end as {{ name }}interval_words,
    case
        when {{ name }}share_words is null or not counts_people[{{ part }}] then {{ name }}share_words
        else {{ shown_share_words(*numbers) }}
    end as panel_{{ name }}share_words,
    case
        when kind = 'any_share_given'
            then if(counts_people[{{ part }}] and {{ gives_small(*numbers) }}, '*', {{ interval_words(*numbers) }})
    end as panel_{{ name }}interval_words{{ "," if not loop.last }}
    {% endfor -%}
from evaluated
