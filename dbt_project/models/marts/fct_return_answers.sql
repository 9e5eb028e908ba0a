select
    returns.org_code,
    returns.assessment_date,
    answers.item_id,
    answers.declared_status,
    answers.narrative,
    answers.person_or_team,
    answers.timescale,
    answers.target_completion_date,
    answers.progress,
    answers.comments,
    tracked.action_state
from {{ ref('stg_returns__answers') }} as answers
inner join {{ ref('int_returns_ranked') }} as returns
    on answers.file_sha256 = returns.file_sha256 and returns.is_current
inner join {{ ref('int_actions_tracked') }} as tracked
    on
        returns.org_code = tracked.org_code
        and returns.assessment_date = tracked.assessment_date
        and answers.item_id = tracked.item_id
