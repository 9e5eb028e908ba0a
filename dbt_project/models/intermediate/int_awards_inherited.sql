-- One row for each successor whose predecessors held an award on the day of the succession (A26): the highest of them,
-- which the panel must review and which is never valid by itself. A decision on the successor since then settles it.
with predecessors as (
    select
        successions.new_code as org_code,
        successions.old_code as predecessor,
        successions.succeeded_on,
        max_by(decisions.decided_level, decisions.decided_on) as decided_level,
        max_by(decisions.outcome, decisions.decided_on) as outcome,
        max_by(decisions.award_valid_to, decisions.decided_on) as award_valid_to
    from {{ ref('int_successions_united') }} as successions
    inner join {{ ref('stg_decisions__decisions') }} as decisions
        on successions.old_code = decisions.org_code and decisions.decided_on <= successions.succeeded_on
    where
        successions.succeeded_on <= {{ as_of() }}
        and decisions.outcome in ('awarded', 'awarded_with_conditions', 'withdrawn')
    group by all
),

decided as (
    select org_code, max(decided_on) as last_decided_on
    from {{ ref('stg_decisions__decisions') }}
    where decided_on <= {{ as_of() }}
    group by org_code
)

select
    predecessors.org_code,
    predecessors.predecessor as inherited_from,
    predecessors.decided_level as inherited_level,
    'inherited_pending_review' as inherited_status
from predecessors
inner join {{ ref('levels') }} as levels on predecessors.decided_level = levels.level
left join decided on predecessors.org_code = decided.org_code
where
    predecessors.outcome <> 'withdrawn'
    and coalesce(predecessors.award_valid_to >= predecessors.succeeded_on, true)
    and coalesce(decided.last_decided_on < predecessors.succeeded_on, true)
qualify row_number() over (
    partition by predecessors.org_code order by levels.level_rank desc, predecessors.predecessor
) = 1
