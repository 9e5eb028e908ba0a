-- Conditions on facts. A field of another item is written ITEM:field. A year, such as 2026/27, stands for its first day.
with fields as (
    select
        inputs.file_sha256,
        inputs.assessment_date,
        conditions.rule_version,
        conditions.item_id,
        conditions.step,
        unnest(conditions.fields) as field,
        generate_subscripts(conditions.fields, 1) as position
    from {{ ref('int_item_inputs_gathered') }} as inputs
    inner join {{ ref('int_conditions_chosen') }} as conditions
        on inputs.rule_version = conditions.rule_version and inputs.item_id = conditions.item_id
    where conditions.fields is not null and conditions.kind not in ('events_at_least', 'events_all_within', 'longest_gap_at_most')
),

given as (
    select
        fields.file_sha256,
        fields.assessment_date,
        fields.rule_version,
        fields.item_id,
        fields.step,
        list(facts.fact_value order by fields.position) as given,
        list(split_part(fields.field, ':', -1) order by fields.position) as names
    from fields
    left join {{ ref('int_facts_gathered') }} as facts
        on
            fields.file_sha256 = facts.file_sha256
            and facts.item_id = case when contains(fields.field, ':') then split_part(fields.field, ':', 1) else fields.item_id end
            and facts.field = split_part(fields.field, ':', -1)
    group by all
),

read as (
    select
        given.*,
        conditions.* exclude (rule_version, item_id, step),
        list_transform(given.given, lambda v: try_cast(v as decimal(18, 4))) as numbers,
        list_transform(
            given.given,
            lambda v: coalesce(try_cast(v as date), try_cast(regexp_extract(v, '^(20\d\d)(/\d\d)?$', 1) || '-04-01' as date))
        ) as days
    from given
    inner join {{ ref('int_conditions_chosen') }} as conditions
        on
            given.rule_version = conditions.rule_version
            and given.item_id = conditions.item_id
            and given.step = conditions.step
),

aged as (
    select *, {{ in_date_until('days[1]', 'window_months', 'window_days', 'or_last_year') }} as in_date_until
    from read
),

evaluated as (
    select
        *,
        case kind
            when 'fields_present' then not list_contains(list_transform(given, lambda v: v is null), true)
            when 'numbers_present' then not list_contains(list_transform(numbers, lambda v: v is null), true)
            when 'value_in' then list_bool_and(list_transform(given, lambda v: coalesce(list_contains(operands, lower(v)), false)))
            when 'value_not_in' then not coalesce(list_contains(operands, lower(given[1])), false)
            when 'not_a_known_duty' then lower(given[1]) not in (select lower(duty) from {{ ref('statutory_duties') }})
            when 'date_until' then days[1] <= assessment_date
            when 'date_from' then days[1] >= assessment_date
            when 'date_within' then in_date_until >= assessment_date
            when 'dates_in_order' then days[1] < days[2]
            when 'months_between'
                then days[2] between days[1] + to_months(coalesce(first_limit, 0)::integer) and days[1] + to_months(second_limit::integer)
            when 'improved' then case lower(given[3]) when 'lower' then numbers[2] < numbers[1] when 'higher' then numbers[2] > numbers[1] end
            when 'number_at_least' then numbers[1] >= first_limit
            -- exact in decimals: 95% of 20 is 19
            when 'share_at_least' then numbers[2] > 0 and numbers[1] >= first_limit::decimal(9, 6) * numbers[2]
            when 'part_of_whole' then coalesce(numbers[1] <= numbers[2], true) and coalesce(numbers[3] <= numbers[4], true)
            when 'any_share_given'
                then (numbers[1] is not null and numbers[2] is not null) or (numbers[3] is not null and numbers[4] is not null)
            when 'any_share_above_zero'
                then coalesce(numbers[1], 0) + coalesce(numbers[3], 0) > 0 or coalesce(numbers[2], 0) + coalesce(numbers[4], 0) = 0
            when 'list_at_least'
                then len(list_distinct(listed)) >= first_limit and coalesce(list_has_all(listed, operands), true)
        end as holds
    from (
        select
            *,
            list_filter(list_transform(string_split(given[1], ';'), lambda v: lower(trim(v))), lambda v: v <> '') as listed
        from aged
    ) as with_list
)

select
    file_sha256,
    item_id,
    step,
    coalesce(holds, false)
    or (coalesce(list_contains(operands, 'or_absent'), false) and given[1] is null)
    or (coalesce(list_contains(operands, 'or_second_given'), false) and given[2] is not null) as is_held,
    case
        when kind = 'date_within' and not (coalesce(list_contains(operands, 'or_second_given'), false) and given[2] is not null)
            then in_date_until
    end as holds_until,
    {% for position in (1, 2, 3) -%}
    coalesce(strftime(try_cast(given[{{ position }}] as date), '%-d %B %Y'), replace(given[{{ position }}], '_', ' ')) as value_{{ position }}_words,
    {% endfor -%}
    array_to_string(
        list_transform(
            list_filter(names, lambda n, i: case kind
                when 'numbers_present' then numbers[i] is null
                when 'value_in' then not coalesce(list_contains(operands, lower(given[i])), false)
                else given[i] is null
            end),
            lambda n: replace(n, '_', ' ')
        ), ', '
    ) as missing_words,
    datediff('month', days[1], days[2])::varchar as months_words,
    {{ share_words('numbers[1]', 'numbers[2]') }} as share_words,
    {{ share_words('numbers[3]', 'numbers[4]') }} as second_share_words,
    case when kind = 'share_at_least' then {{ percent_words('first_limit') }} else first_limit::integer::varchar end as limit_words,
    -- the machine counts and the panel judges, so it is shown how far chance alone could have gone
    {{ interval_words('numbers[1]', 'numbers[2]') }} as interval_words,
    {{ interval_words('numbers[3]', 'numbers[4]') }} as second_interval_words
from evaluated
