-- The one evaluator of item rules: every condition of every item of every return, whether it holds and until when.
-- What is asked of an item stands in the seed item_conditions; a kind of condition stands here, or with its like in
-- int_fact_conditions_evaluated and int_event_conditions_evaluated, once.
with joined as (
    select
        inputs.*,
        conditions.* exclude (rule_version, item_id),
        split_part(conditions.only_if, '=', 1) as only_field,
        {{ in_date_until(
            'inputs.evidence_dated_on', 'conditions.window_months', 'conditions.window_days', 'conditions.or_last_year'
        ) }} as evidence_until
    from {{ ref('int_item_inputs_gathered') }} as inputs
    inner join {{ ref('int_conditions_chosen') }} as conditions
        on inputs.rule_version = conditions.rule_version and inputs.item_id = conditions.item_id
)

select
    joined.file_sha256,
    joined.item_id,
    joined.step,
    joined.kind,
    coalesce(
        case joined.kind
            when 'computed' then false
            when 'decided' then false
            when 'declared' then coalesce(list_contains(joined.operands, joined.declared_status), false)
            when 'evidence_present' then joined.evidence_count > 0
            when 'evidence_within' then joined.evidence_until >= joined.assessment_date
            else coalesce(facts.is_held, events.is_held)
        end, false
    )
    or coalesce(joined.only_if <> joined.only_field || '=' || coalesce(lower(joined.facts[joined.only_field]), ''), false) as is_held,
    coalesce(computed.status, joined.status_if_not) as status_if_not,
    coalesce(
        case when joined.kind = 'evidence_within' then joined.evidence_until end, facts.holds_until, events.holds_until
    ) as holds_until,
    computed.stale_on as computed_stale_on,
    coalesce(computed.sentence, joined.sentence) as sentence,
    case joined.kind
        when 'declared' then coalesce('declared_' || joined.declared_status, 'no_answer')
        when 'fields_present' then 'fields_missing'
        when 'evidence_present'
            then case when joined.withheld_count > 0 then 'evidence_withheld' when joined.rejected_count > 0 then 'evidence_rejected' else 'evidence_missing' end
        when 'computed' then 'computed'
        when 'decided' then null
        else case joined.status_if_not when 'stale' then 'out_of_date' when 'not_met' then 'rule_not_met' when 'not_evidenced' then 'rule_not_met' end
    end as cause,
    {
        'declared': replace(joined.declared_status, '_', ' '),
        'evidence': case
            when joined.withheld_count > 0 then 'What is named holds personal data that is not taken out, so it is kept apart'
            when joined.rejected_count > 0 then 'What is named is dated after the return was attested, so it is rejected'
            else 'No document in the evidence index is evidence of it'
        end,
        'dated': {{ day_words('joined.evidence_dated_on') }},
        'value': facts.value_1_words,
        'second': facts.value_2_words,
        'third': facts.value_3_words,
        'missing': facts.missing_words,
        'months': facts.months_words,
        'share': facts.share_words,
        'second_share': facts.second_share_words,
        'interval': facts.interval_words,
        'second_interval': facts.second_interval_words,
        'limit': coalesce(facts.limit_words, events.limit_words),
        'count': events.count_words,
        'short': events.short_words,
        'last': events.last_words,
        'gap': events.gap_words,
        'period': events.period_words,
        'aging': events.aging_words
    } as words
from joined
left join {{ ref('int_fact_conditions_evaluated') }} as facts
    on joined.file_sha256 = facts.file_sha256 and joined.item_id = facts.item_id and joined.step = facts.step
left join {{ ref('int_event_conditions_evaluated') }} as events
    on joined.file_sha256 = events.file_sha256 and joined.item_id = events.item_id and joined.step = events.step
left join {{ ref('int_statuses_computed') }} as computed
    on
        joined.kind = 'computed'
        and joined.org_code = computed.org_code
        and joined.assessment_date = computed.assessment_date
        and joined.item_id = computed.item_id
