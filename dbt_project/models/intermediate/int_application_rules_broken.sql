-- Rules of meaning about an application on its way to a decision (§3.7): nobody reads before declaring, nobody with a
-- conflict reads at all, and two without one review. Nobody needs to review what its organisation withdrew.
with events as (
    select * from {{ ref('stg_decisions__application_events') }} where occurred_on <= {{ as_of() }}
),

reviewers as (
    select
        declared.*, declared.org_code || ' of ' || {{ day_words('declared.assessment_date') }} as application,
        {{ lines_of('events', "'application_events'") }} as lines
    from {{ ref('int_reviewers_declared') }} as declared
    inner join events
        on
            declared.org_code = events.org_code
            and declared.assessment_date = events.assessment_date
            and declared.reviewer = events.reviewer
    group by all
),

decided as (
    select
        applications.org_code,
        applications.assessment_date,
        applications.decided_on,
        applications.decided_level,
        count(reviewers.reviewer) filter (
            reviewers.is_declared_in_time
            and not reviewers.has_conflict
            and reviewers.opened_on <= applications.decided_on
        ) as reviewer_count
    from {{ ref('int_applications_decided') }} as applications
    inner join reviewers
        on applications.org_code = reviewers.org_code and applications.assessment_date = reviewers.assessment_date
    where applications.decided_on is not null
    group by all
),

broken as (
    select
        'P01' as rule_id, org_code, assessment_date,
        'reviewer ' || reviewer || ' opened the application of ' || application || ' on '
        || {{ day_words('opened_on') }}
        || coalesce(' and declared on ' || {{ day_words('declared_on') }}, ' and declared nothing') as detail,
        lines
    from reviewers
    where opened_on is not null and not is_declared_in_time

    union all
    select
        'P02', org_code, assessment_date,
        'reviewer ' || reviewer || ' declared a conflict and opened the application of ' || application || ' on '
        || {{ day_words('opened_on') }},
        lines
    from reviewers
    where opened_on is not null and has_conflict

    union all
    select
        'P03', decided.org_code, decided.assessment_date,
        'the decision of ' || {{ day_words('decided.decided_on') }} || ' rests on ' || decided.reviewer_count
        || ' reviewer(s) who declared before reading that they have no conflict; '
        || {{ parameter('reviewers_minimum') }}::integer || ' are asked',
        {{ lines_of('decisions', "'decisions'") }}
    from decided
    inner join {{ ref('stg_decisions__decisions') }} as decisions
        on
            decided.org_code = decisions.org_code
            and decided.decided_on = decisions.decided_on
            and decided.decided_level = decisions.decided_level
    where decided.reviewer_count < {{ parameter('reviewers_minimum') }} and decisions.outcome <> 'withdrawn'
    group by decided.org_code, decided.assessment_date, decided.decided_on, decided.reviewer_count

    union all
    select
        'P04', states.org_code, applications.assessment_date,
        'application ' || states.application_id || ': ' || replace(states.state, '_', ' ')
        || ' is recorded before the state it follows',
        {{ lines_of('events', "'application_events'") }}
    from {{ ref('int_application_events_derived') }} as states
    inner join {{ ref('int_applications_decided') }} as applications
        on states.application_id = applications.application_id
    left join events
        on
            applications.org_code = events.org_code
            and applications.assessment_date = events.assessment_date
            and states.state = events.event
    where states.is_out_of_order
    group by states.org_code, applications.assessment_date, states.application_id, states.state
)

select rule_id, 'decisions' as source, org_code, year(assessment_date)::integer as period, detail, lines
from broken
