-- One row for each organisation with a recorded award: the latest decision that gave or withdrew one.
select
    org_code,
    decided_on,
    decided_level,
    outcome,
    award_valid_to
from {{ ref('stg_decisions__decisions') }}
where decided_on <= {{ as_of() }} and outcome in ('awarded', 'awarded_with_conditions', 'withdrawn')
qualify row_number() over (partition by org_code order by decided_on desc, decided_level) = 1
