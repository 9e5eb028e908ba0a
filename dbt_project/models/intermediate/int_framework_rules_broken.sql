-- Rules of meaning about what a return says of the framework's items (§6.4 V27 to V31; T for what §6.4 leaves open).
with facts as (
    {{ of_current_returns(ref('int_facts_checked')) }}
),

events as (
    {{ of_current_returns(ref('stg_returns__events')) }}
),

evidence as (
    {{ of_current_returns(ref('int_evidence_sorted')) }}
),

listed as (
    select
        events.org_code,
        events.assessment_date,
        events.item_id,
        events.event_date,
        count(*) as times,
        {{ in_date_until(
            'events.event_date', 'windows.window_months', 'windows.window_days', 'windows.or_last_year'
        ) }} as in_date_until,
        {{ lines_of('events', "'events'") }} as lines
    from events
    inner join {{ ref('int_item_inputs_gathered') }} as inputs
        on events.file_sha256 = inputs.file_sha256 and events.item_id = inputs.item_id
    inner join (
        select distinct rule_version, item_id, window_months, window_days, or_last_year
        from {{ ref('int_conditions_chosen') }}
        where kind = 'events_at_least' and has_window
    ) as windows
        on inputs.rule_version = windows.rule_version and events.item_id = windows.item_id
    where events.item_id in ('S4', 'S5', 'G2')
    group by all
),

broken as (
    select
        'V27' as rule_id, org_code, assessment_date,
        'document ' || evidence_id
        || ' is dated after the attestation, or speaks of days after the assessment: it does not count' as detail,
        {{ lines_of('evidence', "'evidence'") }} as lines
    from evidence
    where refusal = 'dated_later'
    group by org_code, assessment_date, evidence_id

    union all
    select
        'V28', inputs.org_code, inputs.assessment_date,
        'B4: the measurements lie less than nine or more than fifteen months apart',
        {{ lines_of('facts', "'facts'") }}
    from {{ ref('int_item_inputs_gathered') }} as inputs
    inner join {{ ref('int_conditions_chosen') }} as conditions
        on
            inputs.rule_version = conditions.rule_version
            and inputs.item_id = conditions.item_id
            and conditions.kind = 'months_between'
    inner join facts
        on
            inputs.file_sha256 = facts.file_sha256
            and inputs.item_id = facts.item_id
            and facts.field in ('date_start', 'date_end')
    -- whatever is declared: the rule of the item itself is asked of what is in place alone
    where
        inputs.item_id = 'B4'
        and not {{ lie_months_apart(
            "inputs.facts['date_start']::date", "inputs.facts['date_end']::date",
            'conditions.first_limit', 'conditions.second_limit'
        ) }}
    group by inputs.org_code, inputs.assessment_date

    union all
    select
        'V29', org_code, assessment_date,
        item_id || ': ' || {{ day_words('event_date') }}
        || case
            when times > 1 then ' is listed ' || times || ' times and counts once'
            when event_date > assessment_date then ' is after the assessment and does not count'
            else ' is before the window and does not count'
        end,
        lines
    from listed
    where times > 1 or event_date > assessment_date or in_date_until < assessment_date

    union all
    select
        'V30', seats.org_code, seats.assessment_date, 'G1: the seats are of ' || {{ day_words('seats.as_at') }},
        [{{ line_of('facts', "'facts'") }}]
    from {{ ref('int_board_needs_computed') }} as seats
    inner join facts
        on
            seats.org_code = facts.org_code
            and seats.assessment_date = facts.assessment_date
            and facts.item_id = 'G1'
            and facts.field = 'as_at'
    where
        coalesce(seats.is_registered, true)
        and (seats.in_date_until < seats.assessment_date or seats.as_at > seats.assessment_date)

    union all
    select
        case item_id when 'G1' then 'V30' else 'V31' end, org_code, assessment_date,
        item_id || ': ' || field || ' is given as ' || {{ shown('fact_value') }}
        || case item_id when 'G1' then '; it is looked up and never typed' else ' and not used' end,
        [{{ line_of('facts', "'facts'") }}]
    from facts
    where item_id = 'G3' or item_id = 'G1' and field = 'local_bme_share'
)

select
    rule_id, 'returns' as source, org_code, year(assessment_date)::integer as period,
    'return for ' || assessment_date || ': ' || detail as detail, lines
from broken
