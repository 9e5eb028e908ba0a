-- One row for each award that holds and that its organisation has been told of: awarded levels are public (§2, register
-- of sources S37 to S39). Conditions, decisions against an award, and awards withdrawn or past their date are not.
select
    awards.org_code,
    awards.level_awarded,
    awards.decided_on as awarded_on,
    awards.award_valid_to
from {{ ref('int_awards_held') }} as awards
inner join {{ ref('fct_applications') }} as applications
    on awards.org_code = applications.org_code and awards.decided_on = applications.decided_on
inner join {{ ref('application_states') }} as states on applications.state = states.state
inner join {{ ref('application_states') }} as told on told.state = 'feedback_sent'
where awards.award_status in ('held', 'held_with_conditions') and states.state_rank >= told.state_rank
