-- Rules of meaning about an application on its way to a decision (§3.7): nobody reads before declaring, nobody with a
-- conflict reads at all, and two without one review.
with reviewers as (
    select *, org_code || ' of ' || {{ day_words('assessment_date') }} as application
    from {{ ref('int_reviewers_declared') }}
),

decided as (
    select
        applications.org_code,
        applications.assessment_date,
        applications.decided_on,
        count(reviewers.reviewer) filter (
            reviewers.is_declared_in_time and not reviewers.has_conflict and reviewers.opened_on <= applications.decided_on
        ) as reviewer_count
    from {{ ref('int_applications_decided') }} as applications
    inner join reviewers
        on applications.org_code = reviewers.org_code and applications.assessment_date = reviewers.assessment_date
    where applications.decided_on is not null
    group by all
)

select
    'P01' as rule_id, 'decisions' as source, org_code,
    'reviewer ' || reviewer || ' opened the application of ' || application || ' on ' || {{ day_words('opened_on') }}
    || coalesce(' and declared on ' || {{ day_words('declared_on') }}, ' and declared nothing') as detail
from reviewers
where opened_on is not null and not is_declared_in_time

union all
select
    'P02', 'decisions', org_code,
    'reviewer ' || reviewer || ' declared a conflict and opened the application of ' || application || ' on '
    || {{ day_words('opened_on') }}
from reviewers
where opened_on is not null and has_conflict

union all
select
    'P03', 'decisions', org_code,
    'the decision of ' || {{ day_words('decided_on') }} || ' rests on ' || reviewer_count
    || ' reviewer(s) who declared before reading that they have no conflict; '
    || {{ parameter('reviewers_minimum') }}::integer || ' are asked'
from decided
where reviewer_count < {{ parameter('reviewers_minimum') }}

union all
select
    'P04', 'decisions', org_code,
    'application ' || application_id || ': ' || replace(state, '_', ' ') || ' is recorded before the state it follows'
from {{ ref('int_application_events_derived') }}
where is_out_of_order
