-- One row for each state that an application has been through. What is recorded has its day; a state that a later one
-- implies has none, because nobody recorded it.
with reached as (
    select
        *,
        case when decided_on is not null then 'decision' else 'evidence_verification' end as reached_state
    from {{ ref('int_applications_decided') }}
)

select
    reached.application_id,
    reached.org_code,
    states.state,
    states.state_rank,
    case states.state
        when 'submitted' then reached.submitted_on
        when 'decision' then reached.decided_on
    end as occurred_on,
    occurred_on is not null as is_recorded
from reached
inner join {{ ref('application_states') }} as last_states on reached.reached_state = last_states.state
inner join {{ ref('application_states') }} as states on states.state_rank <= last_states.state_rank
