-- Rules of meaning about what a return says of the framework's items (§6.4 V27 to V32; T for what §6.4 leaves open).
with returns as (
    select * from {{ ref('int_returns_ranked') }} where is_current
),

listed as (
    select
        returns.org_code,
        returns.assessment_date,
        events.item_id,
        events.event_date,
        count(*) as times,
        {{ in_date_until('events.event_date', 'null', parameter('rolling_year_days'), 'true') }} as in_date_until
    from {{ ref('stg_returns__events') }} as events
    inner join returns on events.file_sha256 = returns.file_sha256
    where events.item_id in ('S4', 'S5', 'G2')
    group by all
),

ranks as (
    select levels.*, declared.level_rank as declared_rank, ceiling.level_rank as ceiling_rank
    from {{ ref('int_levels_explained') }} as levels
    inner join {{ ref('levels') }} as declared on levels.self_assessed_level = declared.level
    inner join {{ ref('levels') }} as ceiling on levels.verified_ceiling_level = ceiling.level
),

broken as (
    select
        'V27' as rule_id, returns.org_code, returns.assessment_date,
        'document ' || evidence.evidence_id
        || ' is dated after the attestation, or speaks of days after the assessment: it does not count' as detail
    from (
        select distinct file_sha256, evidence_id from {{ ref('int_evidence_sorted') }} where refusal = 'dated_later'
    ) as evidence
    inner join returns on evidence.file_sha256 = returns.file_sha256

    union all
    select
        'V28', inputs.org_code, inputs.assessment_date,
        'B4: the measurements lie less than nine or more than fifteen months apart'
    from {{ ref('int_conditions_evaluated') }} as conditions
    inner join {{ ref('int_item_inputs_gathered') }} as inputs
        on conditions.file_sha256 = inputs.file_sha256 and conditions.item_id = inputs.item_id
    where
        conditions.item_id = 'B4' and conditions.kind = 'months_between' and not conditions.is_held
        and inputs.facts['date_start'] is not null and inputs.facts['date_end'] is not null

    union all
    select
        'V29', org_code, assessment_date,
        item_id || ': ' || {{ day_words('event_date') }}
        || case
            when times > 1 then ' is listed ' || times || ' times and counts once'
            when event_date > assessment_date then ' is after the assessment and does not count'
            else ' is before the window and does not count'
        end
    from listed
    where times > 1 or event_date > assessment_date or in_date_until < assessment_date

    union all
    select 'V30', org_code, assessment_date, 'G1: the seats are of ' || {{ day_words('as_at') }}
    from {{ ref('int_board_needs_computed') }}
    where coalesce(is_registered, true) and (in_date_until < assessment_date or as_at > assessment_date)

    union all
    select
        'V30', returns.org_code, returns.assessment_date,
        'G1: local_bme_share is given as ' || facts.fact_value || '; it is looked up and never typed'
    from {{ ref('stg_returns__facts') }} as facts
    inner join returns on facts.file_sha256 = returns.file_sha256
    where facts.item_id = 'G1' and facts.field = 'local_bme_share' and facts.fact_value is not null

    union all
    select
        'V31', returns.org_code, returns.assessment_date,
        'G3: ' || facts.field || ' is given as ' || facts.fact_value || ' and not used'
    from {{ ref('stg_returns__facts') }} as facts
    inner join returns on facts.file_sha256 = returns.file_sha256
    where facts.item_id = 'G3' and facts.fact_value is not null

    union all
    select
        'V32', returns.org_code, returns.assessment_date,
        'the application is for ' || returns.level_applied_for
        || ', the evidence can show ' || ranks.verified_ceiling_level || ' at most'
    from ranks
    inner join returns on ranks.org_code = returns.org_code and ranks.assessment_date = returns.assessment_date
    inner join {{ ref('levels') }} as applied on returns.level_applied_for = applied.level
    where applied.level_rank > ranks.ceiling_rank

    union all
    select
        'T03', org_code, assessment_date,
        'the checklist declares ' || self_assessed_level
        || ', the evidence can show ' || verified_ceiling_level || ' at most'
    from ranks
    where declared_rank > ceiling_rank

    union all
    select
        'T04', returns.org_code, returns.assessment_date,
        facts.item_id || ': ' || facts.field || ' ''' || {{ shown('facts.fact_value') }} || ''' does not read as '
        || replace(facts.field_type, 'yes_no', 'yes or no') || ' and counts as missing'
    from {{ ref('int_facts_checked') }} as facts
    inner join returns on facts.file_sha256 = returns.file_sha256
    where not facts.is_readable

    union all
    select
        'T04', returns.org_code, returns.assessment_date,
        events.item_id || ': ' || events.kind || ' of ' || {{ day_words('events.event_date') }}
        || ' has the number ''' || {{ shown('events.number') }} || ''', which does not read as a number and does not count'
    from {{ ref('stg_returns__event_rows') }} as events
    inner join returns on events.file_sha256 = returns.file_sha256
    where
        not {{ is_number('events.number') }}
        and (
            (events.item_id, events.kind) in (
                select (item_id, fields[1]) from {{ ref('int_conditions_chosen') }} where event_limit is not null
            )
            or (events.item_id, events.kind) = ('S1.b', 'target')
        )
)

select rule_id, 'returns' as source, org_code, 'return for ' || assessment_date || ': ' || detail as detail
from broken
