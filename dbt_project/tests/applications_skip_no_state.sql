{{ config(meta={'dagster': {'ref': {'name': 'int_application_events_derived'}}}) }}
-- Every state of an application comes after one that it may follow (§3.7), and no day lies before the day before it.
with steps as (
    select
        events.*,
        lag(events.state) over (partition by events.application_id order by events.state_rank) as previous_state,
        max(events.occurred_on) over (
            partition by events.application_id order by events.state_rank
            rows between unbounded preceding and 1 preceding
        ) as last_occurred_on
    from {{ ref('int_application_events_derived') }} as events
)

select steps.*
from steps
inner join {{ ref('application_states') }} as states on steps.state = states.state
where
    not coalesce(
        list_contains(string_split(states.follows, ' '), steps.previous_state),
        states.follows is null and steps.previous_state is null
    )
    or steps.occurred_on < steps.last_occurred_on
