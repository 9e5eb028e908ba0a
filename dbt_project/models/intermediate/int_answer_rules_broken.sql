-- T04: what a return answers and nobody can read, or nobody asks for: mostly a word misspelt, and what was asked then
-- counts as missing.
with facts as (
    {{ of_current_returns(ref('int_facts_checked')) }}
),

events as (
    {{ of_current_returns(ref('stg_returns__events')) }}
),

broken as (
    select
        org_code, assessment_date,
        item_id || ': ' || field || ' ''' || {{ shown('fact_value') }} || ''' does not read as '
        || replace(field_type, 'yes_no', 'yes or no') || ' and counts as missing' as detail,
        [{{ line_of('facts', "'facts'") }}] as lines
    from facts
    where not is_readable

    union all
    -- what is typed for items that are computed or looked up is told by V30 and V31
    select
        org_code, assessment_date,
        item_id || ': ''' || {{ shown('field') }} || ''' is no field of the item and is not used',
        [{{ line_of('facts', "'facts'") }}]
    from facts
    where field_type is null and item_id <> 'G3' and not (item_id = 'G1' and field = 'local_bme_share')

    union all
    select
        events.org_code, events.assessment_date,
        events.item_id || ': ''' || {{ shown("coalesce(events.kind, '')") }}
        || ''' is no kind of record of the item and is not used',
        [{{ line_of('events', "'events'") }}]
    from events
    anti join {{ ref('item_fields') }} as fields
        on events.item_id = fields.item_id and events.kind = fields.field and fields."where" = 'events'

    union all
    select
        org_code, assessment_date,
        item_id || ': the number of ' || kind || ' on ' || {{ day_words('event_date') }}
        || ' is given as ''' || {{ shown('number_in_words') }} || ''' and does not count',
        [{{ line_of('events', "'events'") }}]
    from events
    where
        number_in_words is not null
        and (item_id, kind) in (
            select (item_id, fields[1]) from {{ ref('int_conditions_chosen') }} where event_limit is not null
            union all
            select ('S1.b', 'target')
        )
)

select
    'T04' as rule_id, 'returns' as source, org_code, year(assessment_date)::integer as period,
    'return for ' || assessment_date || ': ' || detail as detail, lines
from broken
