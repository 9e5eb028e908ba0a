-- The one evaluator of item rules. What is asked of an item stands in the seed item_conditions; a kind of condition
-- stands here, once.
with given as (
    select
        inputs.*,
        conditions.* exclude (item_id),
        list_transform(conditions.fields, lambda f: inputs.facts[f]) as given_values,
        given_values[1] as first_value,
        try_cast(given_values[1] as date) as first_date,
        try_cast(given_values[2] as date) as second_date,
        try_cast(given_values[1] as double) as first_number,
        try_cast(given_values[2] as double) as second_number,
        lower(inputs.facts[conditions.operands[1]]) as direction,
        list_filter(inputs.events, lambda e: e.kind = conditions.field) as kind_events,
        list_filter(
            kind_events,
            lambda e: e.event_date > inputs.assessment_date - to_days(first_window.rolling_year_days)
            or e.event_date between inputs.last_year_start and inputs.last_year_end
        ) as recent_events
    from {{ ref('int_item_inputs_gathered') }} as inputs
    inner join {{ ref('int_conditions_chosen') }} as conditions on inputs.item_id = conditions.item_id
    cross join (select {{ parameter('rolling_year_days') }}::integer as rolling_year_days) as first_window
),

windows as (
    select
        *,
        first_date + to_months(first_limit::integer) + to_days(coalesce(second_limit, 0)::integer) as in_date_until
    from given
),

evaluated as (
    select
        *,
        case kind
            when 'answered' then declared_status is not null
            when 'declared' then list_contains(operands, declared_status)
            when 'fields_present' then list_bool_and(list_transform(given_values, lambda v: v is not null))
            when 'numbers_present'
                then list_bool_and(list_transform(given_values, lambda v: try_cast(v as double) is not null))
            when 'flags_set' then list_bool_and(list_transform(given_values, lambda v: coalesce(lower(v) = 'yes', false)))
            when 'evidence_present' then evidence_count > 0
            when 'value_in' then list_contains(operands, lower(first_value))
            when 'not_a_known_duty' then lower(first_value) not in (select lower(duty) from {{ ref('statutory_duties') }})
            when 'date_until' then first_date <= assessment_date
            when 'date_within' then in_date_until >= assessment_date
            when 'date_absent_or_from' then first_value is null or first_date >= assessment_date
            when 'date_absent_or_within' then first_value is null or in_date_until >= assessment_date
            when 'date_absent_or_within_unless'
                then first_value is null or facts[operand] is not null or in_date_until >= assessment_date
            when 'improved'
                then case direction
                    when 'lower' then second_number < first_number
                    when 'higher' then second_number > first_number
                end
            when 'months_between'
                then second_date between first_date + to_months(first_limit::integer)
                    and first_date + to_months(second_limit::integer)
            when 'events_at_least' then len(kind_events) >= first_limit
            when 'recent_events_at_least' then len(recent_events) >= first_limit
            when 'met' then false
            when 'left_to_panel' then false
        end as holds
    from windows
),

worded as (
    select
        *,
        case
            when kind in ('events_at_least', 'recent_events_at_least')
                then strftime(kind_events[-1].event_date, '%-d %B %Y')
            when kind = 'months_between' then datediff('month', first_date, second_date)::varchar
            when direction is not null then given_values[1] || ' to ' || given_values[2] || ', ' || direction || ' is better'
            else coalesce(strftime(first_date, '%-d %B %Y'), replace(first_value, '_', ' '))
        end as value_words,
        list_filter(
            fields,
            lambda f: case kind
                when 'numbers_present' then try_cast(facts[f] as double) is null
                when 'flags_set' then coalesce(lower(facts[f]) <> 'yes', true)
                else facts[f] is null
            end
        ) as missing_fields
    from evaluated
)

select
    file_sha256,
    item_id,
    step,
    kind,
    coalesce(holds, false) as is_held,
    status_if_not,
    -- the day after which a condition that holds today would fail, if nothing new is sent
    case
        when kind in ('date_within', 'date_absent_or_within') then in_date_until
        when kind = 'date_absent_or_within_unless' and facts[operand] is null then in_date_until
        -- a year after its own financial year ended: the later of the two windows
        when kind = 'recent_events_at_least'
            then make_date(
                year(recent_events[-1].event_date) + case when month(recent_events[-1].event_date) < 4 then 1 else 2 end, 3, 31
            )
    end::date as holds_until,
    {{ fill_in('sentence', {
        'value': "value_words",
        'missing': "replace(array_to_string(missing_fields, ', '), '_', ' ')",
        'declared': "replace(declared_status, '_', ' ')",
        'count': "len(recent_events)::varchar",
    }) }} as sentence
from worded
