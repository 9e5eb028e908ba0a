-- The first condition that does not hold decides; the last step of every item never holds, and so says the outcome.
{% set fact_words = [
    'value', 'second', 'third', 'missing', 'share', 'second_share', 'interval', 'second_interval', 'limit'
] -%}
{% set controlled_words = ['value', 'second', 'third', 'share', 'second_share', 'interval', 'second_interval'] -%}
{% set event_words = ['count', 'asked', 'short', 'last', 'gap', 'period', 'aging'] -%}
with decided as (
    select
        file_sha256,
        item_id,
        min(step) filter (not is_held) as decided_at
    from {{ ref('int_conditions_evaluated') }}
    group by file_sha256, item_id
),

held as (
    select evaluated.file_sha256, evaluated.item_id, min(evaluated.holds_until) as holds_until
    from {{ ref('int_conditions_evaluated') }} as evaluated
    inner join decided on evaluated.file_sha256 = decided.file_sha256 and evaluated.item_id = decided.item_id
    where evaluated.holds_until is not null and evaluated.step < decided.decided_at
    group by evaluated.file_sha256, evaluated.item_id
),

-- an outcome speaks of what the steps before it found: the last that knows a word says it
{% for source, names in (('fact', fact_words), ('event', event_words)) -%}
{{ source }}_words as (
    select
        found.file_sha256,
        found.item_id,
        {% for name in names -%}
        max_by(found.{{ name }}_words, found.step) filter (found.{{ name }}_words is not null)
            as {{ name }}_words{{ ',' if not loop.last }}
        {% endfor %}
        {%- for name in controlled_words if source == 'fact' -%}
        , max_by(found.panel_{{ name }}_words, found.step) filter (found.panel_{{ name }}_words is not null)
            as panel_{{ name }}_words
        {% endfor %}
    from {{ ref('int_' ~ source ~ '_conditions_evaluated') }} as found
    inner join decided on found.file_sha256 = decided.file_sha256 and found.item_id = decided.item_id
    where found.step <= decided.decided_at
    group by found.file_sha256, found.item_id
),

{% endfor -%}
judged as (
    select
        decided.file_sha256,
        decided.item_id,
        coalesce(computed.status, conditions.status_if_not) as status,
        coalesce(computed.sentence, conditions.sentence) as sentence,
        conditions.kind,
        held.holds_until,
        computed.stale_on as computed_stale_on,
        inputs.declared_status,
        inputs.withheld_count,
        inputs.rejected_count,
        inputs.evidence_dated_on,
        fact_words.* exclude (file_sha256, item_id),
        event_words.* exclude (file_sha256, item_id)
    from decided
    inner join {{ ref('int_item_inputs_gathered') }} as inputs
        on decided.file_sha256 = inputs.file_sha256 and decided.item_id = inputs.item_id
    inner join {{ ref('int_conditions_chosen') }} as conditions
        on
            inputs.rule_version = conditions.rule_version
            and decided.item_id = conditions.item_id
            and decided.decided_at = conditions.step
    left join {{ ref('int_statuses_computed') }} as computed
        on
            conditions.kind = 'computed'
            and inputs.org_code = computed.org_code
            and inputs.assessment_date = computed.assessment_date
            and inputs.item_id = computed.item_id
    left join held on decided.file_sha256 = held.file_sha256 and decided.item_id = held.item_id
    left join fact_words on decided.file_sha256 = fact_words.file_sha256 and decided.item_id = fact_words.item_id
    left join event_words on decided.file_sha256 = event_words.file_sha256 and decided.item_id = event_words.item_id
)

select
    file_sha256,
    item_id,
    status,
    case kind
        when 'declared' then coalesce('declared_' || declared_status, 'no_answer')
        when 'fields_present' then 'fields_missing'
        when 'evidence_present'
            then case
                when withheld_count > 0 then 'evidence_withheld'
                when rejected_count > 0 then 'evidence_rejected'
                else 'evidence_missing'
            end
        when 'computed' then 'computed'
        else
            case
                when status = 'stale' then 'out_of_date'
                when status in ('not_met', 'not_evidenced') then 'rule_not_met'
            end
    end as cause,
    {% set words = {
        'declared': "replace(declared_status, '_', ' ')",
        'dated': day_words('evidence_dated_on'),
        'evidence': "case when withheld_count > 0"
            ~ " then 'What is named holds personal data that is not taken out, so it is kept apart'"
            ~ " when rejected_count > 0 then 'What is named is dated after the return was attested, so it is rejected'"
            ~ " else 'No document in the evidence index is evidence of it' end",
    } -%}
    {%- for name in fact_words + event_words -%} {%- do words.update({name: name ~ '_words'}) -%} {%- endfor %}
    {{ fill_in('sentence', words) }} as reason,
    {% for name in controlled_words %} {%- do words.update({name: 'panel_' ~ name ~ '_words'}) -%} {%- endfor %}
    {{ fill_in('sentence', words) }} as panel_reason,
    case
        when status in ('met', 'met_min', 'panel_judgement') then coalesce(computed_stale_on, holds_until + 1)
    end as stale_on
from judged
