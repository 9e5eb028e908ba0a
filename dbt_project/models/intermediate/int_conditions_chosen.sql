-- A version of the rules is every condition that holds from its day or before; a changed condition is a new row with a
-- later date, and one of kind withdrawn asks nothing more.
with versioned as (
    select
        versions.rule_version,
        items.item_id,
        conditions.* exclude (item_id, valid_from, reason)
    from {{ ref('rule_versions') }} as versions
    cross join {{ ref('items') }} as items
    inner join {{ ref('item_conditions') }} as conditions
        on conditions.valid_from <= versions.valid_from and conditions.item_id in (items.item_id, '*')
    -- what is asked of one item goes before what is asked of all
    qualify row_number() over (
        partition by versions.rule_version, items.item_id, conditions.step
        order by conditions.item_id = '*', conditions.valid_from desc
    ) = 1
),

split as (
    select
        versioned.* exclude (field, operand, event_filter, parameter),
        string_split(field, ' ') as fields,
        list_transform(
            string_split(field, ' '),
            lambda f: list_contains(asked.counted, if(contains(f, ':'), f, item_id || ':' || f))
        ) as counts_people,
        list_transform(
            string_split(field, ' '),
            lambda f: coalesce(asked.labels[if(contains(f, ':'), f, item_id || ':' || f)], replace(f, '_', ' '))
        ) as field_labels,
        string_split(operand, ' ') as operands,
        list_transform(
            string_split(event_filter, ' '),
            lambda f: {'name': split_part(f, '=', 1), 'answers': string_split(split_part(f, '=', 2), '|')}
        ) as event_filters,
        string_split(parameter, ' ')[1] as first_parameter,
        string_split(parameter, ' ')[2] as second_parameter
    from versioned
    cross join (
        select
            -- a hearing is of one of a few people, too; seats, meetings and goals are none
            list(item_id || ':' || field) filter (unit in ('people', 'hearings')) as counted,
            map(list(item_id || ':' || field), list(label)) as labels
        from {{ ref('item_fields') }}
    ) as asked
    where kind <> 'withdrawn'
),

-- what must be declared before anything else is looked at: the last condition of that kind before one of another
claims as (
    select rule_version, item_id, max_by(operands, step) as claimed_answers
    from (
        select *, min(step) filter (kind <> 'declared') over (partition by rule_version, item_id) as first_other_step
        from split
    ) as ordered
    where step < first_other_step
    group by rule_version, item_id
)

select
    split.* exclude (first_parameter, second_parameter, window_name),
    first_limits.parameter_value as first_limit,
    second_limits.parameter_value as second_limit,
    case when split.kind = 'events_at_least' then second_limits.parameter_value end as event_limit,
    split.window_name is not null as has_window,
    months.parameter_value as window_months,
    days.parameter_value as window_days,
    coalesce(windows.or_last_year, false) as or_last_year,
    claims.claimed_answers
from split
left join claims on split.rule_version = claims.rule_version and split.item_id = claims.item_id
left join {{ ref('windows') }} as windows on split.window_name = windows.window_name
left join {{ ref('int_rule_parameters_chosen') }} as first_limits
    on split.rule_version = first_limits.rule_version and split.first_parameter = first_limits.parameter
left join {{ ref('int_rule_parameters_chosen') }} as second_limits
    on split.rule_version = second_limits.rule_version and split.second_parameter = second_limits.parameter
left join {{ ref('int_rule_parameters_chosen') }} as months
    on split.rule_version = months.rule_version and windows.months_parameter = months.parameter
left join {{ ref('int_rule_parameters_chosen') }} as days
    on split.rule_version = days.rule_version and windows.days_parameter = days.parameter
