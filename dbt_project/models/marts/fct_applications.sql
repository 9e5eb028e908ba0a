with states as (
    select application_id, max_by(state, state_rank) as state
    from {{ ref('int_application_events_derived') }}
    group by application_id
)

select
    applications.application_id,
    applications.org_code,
    applications.assessment_date,
    applications.level_applied_for,
    states.state,
    applications.submitted_on,
    applications.decided_on,
    applications.decided_level,
    applications.outcome,
    applications.panel_reference,
    applications.award_valid_to,
    (applications.decided_on + to_months({{ parameter('review_months') }}::integer))::date as review_due_on
from {{ ref('int_applications_decided') }} as applications
inner join states on applications.application_id = states.application_id
