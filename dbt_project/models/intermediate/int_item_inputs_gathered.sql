with returns as (
    select file_sha256, org_code, assessment_date from {{ ref('int_returns_ranked') }} where is_current
),

items as (
    select item_id from {{ ref('items') }}
),

facts as (
    select file_sha256, item_id, map_from_entries(list((field, fact_value))) as facts
    from {{ ref('stg_returns__facts') }}
    where fact_value is not null
    group by file_sha256, item_id
),

events as (
    select
        events.file_sha256,
        events.item_id,
        list({'event_date': events.event_date, 'kind': events.kind} order by events.event_date) as events
    from {{ ref('stg_returns__events') }} as events
    inner join returns on events.file_sha256 = returns.file_sha256
    where events.event_date <= returns.assessment_date
    group by events.file_sha256, events.item_id
),

evidence as (
    select file_sha256, item_id, count(distinct evidence_id) as evidence_count
    from {{ ref('stg_returns__evidence') }}
    group by file_sha256, item_id
)

select
    returns.*,
    items.item_id,
    answers.declared_status,
    coalesce(facts.facts, map {}) as facts,
    coalesce(events.events, []) as events,
    coalesce(evidence.evidence_count, 0) as evidence_count,
    -- the last complete financial year before the assessment, 1 April to 31 March
    make_date(year(returns.assessment_date) - case when month(returns.assessment_date) < 4 then 2 else 1 end, 4, 1)
        as last_year_start,
    make_date(year(returns.assessment_date) - case when month(returns.assessment_date) < 4 then 1 else 0 end, 3, 31)
        as last_year_end
from returns
cross join items
left join {{ ref('stg_returns__answers') }} as answers
    on returns.file_sha256 = answers.file_sha256 and items.item_id = answers.item_id
left join facts on returns.file_sha256 = facts.file_sha256 and items.item_id = facts.item_id
left join events on returns.file_sha256 = events.file_sha256 and items.item_id = events.item_id
left join evidence on returns.file_sha256 = evidence.file_sha256 and items.item_id = evidence.item_id
