with states as (
    select application_id, max_by(state, state_rank) as state
    from {{ ref('int_application_events_derived') }}
    group by application_id
),

reviews as (
    select
        org_code,
        assessment_date,
        count(*) filter (opened_on is not null and is_declared_in_time and not has_conflict) as reviewers,
        count(*) filter (has_conflict) as conflicts_declared
    from {{ ref('int_reviewers_declared') }}
    group by org_code, assessment_date
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
    (applications.decided_on + to_months({{ parameter('review_months') }}::integer))::date as review_due_on,
    reviews.reviewers,
    reviews.conflicts_declared
from {{ ref('int_applications_decided') }} as applications
inner join states on applications.application_id = states.application_id
left join reviews
    on applications.org_code = reviews.org_code and applications.assessment_date = reviews.assessment_date
