with returns as (
    select file_sha256, org_code, assessment_date from {{ ref('int_returns_ranked') }} where is_current
),

versioned as (
    -- an assessment is judged by the rules of its own day, whenever it is looked at
    select
        returns.*,
        versions.rule_version,
        -- the last complete financial year before the assessment, 1 April to 31 March
        make_date({{ financial_year('returns.assessment_date') }} - 1, 4, 1) as last_year_start,
        make_date({{ financial_year('returns.assessment_date') }}, 3, 31) as last_year_end
    from returns
    asof inner join {{ ref('rule_versions') }} as versions on returns.assessment_date >= versions.valid_from
),

facts as (
    select file_sha256, item_id, map_from_entries(list((field, fact_value))) as facts
    from {{ ref('int_facts_gathered') }}
    where fact_value is not null
    group by file_sha256, item_id
),

evidence as (
    select
        file_sha256,
        item_id,
        count(distinct evidence_id) filter (refusal is null) as evidence_count,
        count(distinct evidence_id) filter (refusal = 'personal_data') as withheld_count,
        count(distinct evidence_id) filter (refusal = 'dated_later') as rejected_count,
        max(document_date) filter (refusal is null) as evidence_dated_on
    from {{ ref('int_evidence_sorted') }}
    group by file_sha256, item_id
)

select
    versioned.*,
    items.item_id,
    answers.declared_status,
    coalesce(facts.facts, map {}) as facts,
    coalesce(evidence.evidence_count, 0) as evidence_count,
    coalesce(evidence.withheld_count, 0) as withheld_count,
    coalesce(evidence.rejected_count, 0) as rejected_count,
    evidence.evidence_dated_on
from versioned
cross join {{ ref('items') }} as items
left join {{ ref('stg_returns__answers') }} as answers
    on versioned.file_sha256 = answers.file_sha256 and items.item_id = answers.item_id
left join facts on versioned.file_sha256 = facts.file_sha256 and items.item_id = facts.item_id
left join evidence on versioned.file_sha256 = evidence.file_sha256 and items.item_id = evidence.item_id
