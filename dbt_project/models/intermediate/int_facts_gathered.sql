-- What is known about an item: what the return states, and what the warehouse knows better than any return.
with staffing as (
    select
        staffed.file_sha256,
        round(100 * sum(bme_staff) filter (band <> 'BOARD') / sum(staff) filter (band <> 'BOARD'))::integer || '%'
            as workforce_share,
        count(*) filter (staff >= limits.parameter_value)::varchar as levels_staffed,
        count(*) filter (staff >= limits.parameter_value and target_share is not null)::varchar as levels_with_target,
        string_agg(band, ', ' order by band) filter (staff >= limits.parameter_value and target_share is null)
            as levels_without_target
    from {{ ref('int_levels_staffed') }} as staffed
    inner join {{ ref('int_rule_parameters_chosen') }} as limits
        on staffed.rule_version = limits.rule_version and limits.parameter = 'level_staff_minimum'
    group by staffed.file_sha256
),

computed as (
    unpivot staffing on workforce_share, levels_staffed, levels_with_target, levels_without_target
    into name field value fact_value
),

plans as (
    select
        plans.file_sha256,
        max(evidence.document_date)::varchar as plan_dated_on
    from {{ ref('int_facts_checked') }} as plans
    inner join {{ ref('int_evidence_sorted') }} as evidence
        on plans.file_sha256 = evidence.file_sha256 and plans.fact_value = evidence.evidence_id
    where evidence.refusal is null and plans.item_id = 'G5' and plans.field = 'plan_evidence'
    group by plans.file_sha256
)

select file_sha256, item_id, field, fact_value
from {{ ref('int_facts_checked') }}
where
    is_readable
    and field not in (
        'workforce_share', 'levels_staffed', 'levels_with_target', 'levels_without_target', 'plan_dated_on'
    )
union all
select file_sha256, case field when 'workforce_share' then 'S1.a' else 'S1.b' end, field, fact_value
from computed
union all
select file_sha256, 'G5', 'plan_dated_on', plan_dated_on
from plans
union all
-- what a condition on one item asks of another, written ITEM:field
select facts.file_sha256, asked.item_id, asked.field, facts.fact_value
from (select distinct item_id, unnest(fields) as field from {{ ref('int_conditions_chosen') }}) as asked
inner join {{ ref('int_facts_checked') }} as facts
    on asked.field = facts.item_id || ':' || facts.field and facts.is_readable
