with conditions as (
    select *
    from {{ ref('item_conditions') }}
    where valid_from <= {{ as_of() }}
    -- a changed condition is a new row with a later date
    qualify row_number() over (partition by item_id, step order by valid_from desc) = 1
),

judged_items as (
    select distinct item_id from conditions where item_id <> '*'
)

select
    judged_items.item_id,
    conditions.* exclude (item_id, parameter),
    string_split(conditions.field, ' ') as fields,
    string_split(conditions.operand, ' ') as operands,
    first_parameter.parameter_value as first_limit,
    second_parameter.parameter_value as second_limit
from conditions
inner join judged_items on conditions.item_id in (judged_items.item_id, '*')
left join {{ ref('int_parameters_chosen') }} as first_parameter
    on string_split(conditions.parameter, ' ')[1] = first_parameter.parameter
left join {{ ref('int_parameters_chosen') }} as second_parameter
    on string_split(conditions.parameter, ' ')[2] = second_parameter.parameter
