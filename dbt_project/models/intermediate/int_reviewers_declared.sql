-- One row for each application and reviewer: what was declared before the application was opened (§3.7). A declaration
-- on the day of opening counts; one that comes later does not undo what was read.
select
    org_code,
    assessment_date,
    reviewer,
    min(occurred_on) filter (event <> 'conflict_declaration') as opened_on,
    min(occurred_on) filter (event = 'conflict_declaration') as declared_on,
    coalesce(bool_or(conflict = 'declared'), false) as has_conflict,
    coalesce(declared_on <= coalesce(opened_on, declared_on), false) as is_declared_in_time
from {{ ref('stg_decisions__application_events') }}
where reviewer is not null and occurred_on <= {{ as_of() }}
group by org_code, assessment_date, reviewer
