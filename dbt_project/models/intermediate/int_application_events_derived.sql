-- One row for each state that an application has been through. What is recorded has its day; a state that a later one
-- implies has none, because nobody recorded it.
with recorded as (
    select org_code, assessment_date, event as state, min(occurred_on) as occurred_on
    from {{ ref('stg_decisions__application_events') }}
    where occurred_on <= {{ as_of() }}
    group by org_code, assessment_date, event
),

known as (
    select application_id, org_code, 'submitted' as state, submitted_on as occurred_on
    from {{ ref('int_applications_decided') }}
    where assessment_date is not null
    union all
    -- the item rules verify every application that counts, on no day of their own
    select application_id, org_code, 'evidence_verification', null from {{ ref('int_applications_decided') }}
    union all
    select application_id, org_code, 'decision', decided_on
    from {{ ref('int_applications_decided') }}
    where decided_on is not null
    union all
    select applications.application_id, applications.org_code, recorded.state, recorded.occurred_on
    from {{ ref('int_applications_decided') }} as applications
    inner join recorded
        on applications.org_code = recorded.org_code and applications.assessment_date = recorded.assessment_date
),

dated as (
    select known.application_id, known.state, states.state_rank, max(known.occurred_on) as occurred_on
    from known
    inner join {{ ref('application_states') }} as states on known.state = states.state
    group by known.application_id, known.state, states.state_rank
),

-- a day before that of an earlier state is no day of this one; int_application_rules_broken says so
reached as (
    select
        *,
        max(occurred_on) over (
            partition by application_id order by state_rank rows between unbounded preceding and 1 preceding
        ) as last_occurred_on,
        occurred_on >= coalesce(last_occurred_on, occurred_on) as is_in_order
    from dated
),

furthest as (
    select application_id, max(state_rank) as state_rank from reached group by application_id
)

select
    furthest.application_id,
    applications.org_code,
    states.state,
    states.state_rank,
    case when reached.is_in_order then reached.occurred_on end as occurred_on,
    coalesce(reached.is_in_order, false) as is_recorded,
    coalesce(not reached.is_in_order, false) as is_out_of_order
from furthest
inner join {{ ref('int_applications_decided') }} as applications
    on furthest.application_id = applications.application_id
inner join {{ ref('application_states') }} as states on states.state_rank <= furthest.state_rank
left join reached on furthest.application_id = reached.application_id and states.state = reached.state
