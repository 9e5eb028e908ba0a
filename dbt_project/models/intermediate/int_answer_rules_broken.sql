-- T04: what a return answers and nobody can read, or nobody asks for: mostly a word misspelt, and what was asked then
-- counts as missing. T05: a document that is named and was not handed in with the return.
with facts as (
    {{ of_current_returns(ref('int_facts_checked')) }}
),

events as (
    {{ of_current_returns(ref('stg_returns__events')) }}
),

named as (
    select
        file_sha256, org_code, assessment_date, item_id, fact_value as evidence_id,
        {{ line_of('facts', "'facts'") }} as line
    from facts
    where field_unit = 'evidence id'
    union all
    select file_sha256, org_code, assessment_date, item_id, evidence_id, {{ line_of('events', "'events'") }}
    from events
    where evidence_id is not null
),

broken as (
    select
        'T04' as rule_id, org_code, assessment_date,
        item_id || ': ' || field || ' ''' || {{ shown('fact_value') }} || ''' does not read as '
        || replace(field_type, 'yes_no', 'yes or no') || ' and counts as missing' as detail,
        [{{ line_of('facts', "'facts'") }}] as lines
    from facts
    where not is_readable

    union all
    -- what is typed for items that are computed or looked up is told by V30 and V31
    select
        'T04', org_code, assessment_date,
        item_id || ': ''' || {{ shown('field') }} || ''' is no field of the item and is not used',
        [{{ line_of('facts', "'facts'") }}]
    from facts
    where field_type is null and item_id <> 'G3' and not (item_id = 'G1' and field = 'local_bme_share')

    union all
    select
        'T04', events.org_code, events.assessment_date,
        events.item_id || ': ''' || {{ shown("coalesce(events.kind, '')") }}
        || ''' is no kind of record of the item and is not used',
        [{{ line_of('events', "'events'") }}]
    from events
    anti join {{ ref('item_fields') }} as fields
        on events.item_id = fields.item_id and events.kind = fields.field and fields."where" = 'events'

    union all
    select
        'T04', org_code, assessment_date,
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

    union all
    select
        'T05', org_code, assessment_date,
        item_id || ': ''' || {{ shown('evidence_id') }} || ''' is no document of the sheet Evidence',
        [line]
    from named
    anti join {{ ref('stg_returns__evidence_rows') }} as documents
        on named.file_sha256 = documents.file_sha256 and named.evidence_id = documents.evidence_id
)

select
    rule_id, 'returns' as source, org_code, year(assessment_date)::integer as period,
    'return for ' || assessment_date || ': ' || detail as detail, lines
from broken
