-- One row for each return and condition on dated events, with the days that qualify in each window. Two events of one
-- day are one; a year may be the rolling year or the last complete financial year (A13), so both are counted.
with asked as (
    select
        inputs.file_sha256,
        inputs.assessment_date,
        inputs.last_year_start,
        inputs.last_year_end,
        conditions.* exclude (
            rule_version, only_if, status_if_not, sentence, operands, claimed_answers, counts_people, field_labels
        )
    from {{ ref('int_item_inputs_gathered') }} as inputs
    inner join {{ ref('int_conditions_chosen') }} as conditions
        on inputs.rule_version = conditions.rule_version and inputs.item_id = conditions.item_id
    where
        conditions.kind in ('events_at_least', 'events_all_within', 'longest_gap_at_most')
        and (conditions.claimed_answers is null or list_contains(conditions.claimed_answers, inputs.declared_status))
),

events as (
    select
        file_sha256,
        item_id,
        kind,
        event_date,
        event_number,
        map {'forum': forum, 'role': role, 'attended': attended, 'covers': covers} as answers
    from {{ ref('stg_returns__events') }}
),

qualifying as (
    select distinct
        asked.file_sha256,
        asked.item_id,
        asked.step,
        asked.assessment_date,
        events.event_date,
        {{ rolling_until('events.event_date', 'asked.window_months', 'asked.window_days') }} as rolling_until,
        {{ financial_year('events.event_date') }} as financial_year,
        asked.or_last_year
        and events.event_date between asked.last_year_start and asked.last_year_end as is_in_last_year,
        asked.has_window
    from asked
    inner join events
        on
            asked.file_sha256 = events.file_sha256
            and asked.item_id = events.item_id
            and asked.fields[1] = events.kind
            and events.event_date <= asked.assessment_date
    where
        coalesce(list_bool_and(list_transform(
            asked.event_filters, lambda f: coalesce(list_has_any(events.answers[f.name], f.answers), false)
        )), true)
        and (asked.event_limit is null or events.event_number >= asked.event_limit)
),

gathered as (
    select
        file_sha256,
        item_id,
        step,
        list(event_date order by event_date) as days,
        list(event_date order by event_date)
            filter (not has_window or rolling_until >= assessment_date) as rolling_days,
        list(event_date order by event_date) filter (is_in_last_year) as year_days,
        list(rolling_until order by event_date desc) as rolling_untils,
        list(financial_year) as financial_years
    from qualifying
    group by file_sha256, item_id, step
)

select
    asked.* exclude (last_year_start, last_year_end, fields, event_filters, event_limit),
    coalesce(gathered.days, []) as days,
    coalesce(gathered.rolling_days, []) as rolling_days,
    coalesce(gathered.year_days, []) as year_days,
    coalesce(gathered.rolling_untils, []) as rolling_untils,
    coalesce(gathered.financial_years, []) as financial_years
from asked
left join gathered
    on
        asked.file_sha256 = gathered.file_sha256
        and asked.item_id = gathered.item_id
        and asked.step = gathered.step
