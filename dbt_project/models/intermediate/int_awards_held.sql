-- One row for each organisation with a recorded award: the latest decision that gave or withdrew one.
select
    org_code,
    decided_on,
    case when outcome = 'withdrawn' then 'none' else decided_level end as level_awarded,
    award_valid_to,
    case
        when outcome = 'withdrawn' then 'withdrawn'
        when award_valid_to < {{ as_of() }} then 'past_its_date'
        when outcome = 'awarded_with_conditions' then 'held_with_conditions'
        else 'held'
    end as award_status
from {{ ref('stg_decisions__decisions') }}
where decided_on <= {{ as_of() }} and outcome in ('awarded', 'awarded_with_conditions', 'withdrawn')
qualify row_number() over (partition by org_code order by decided_on desc, decided_level) = 1
