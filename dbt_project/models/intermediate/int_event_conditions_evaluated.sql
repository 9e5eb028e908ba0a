-- Conditions on dated events, in the window that serves the organisation best.
with gaps as (
    select
        *,
        {{ longest_gap('rolling_days') }} as rolling_gap,
        {{ longest_gap('year_days') }} as year_gap,
        first_limit::integer as wanted
    from {{ ref('int_event_days_gathered') }}
),

held as (
    select
        *,
        len(rolling_days) >= wanted
        and case kind
            when 'longest_gap_at_most' then rolling_gap <= second_limit
            when 'events_all_within' then len(rolling_days) = len(days)
            else true
        end as rolling_holds,
        len(year_days) >= wanted and (kind <> 'longest_gap_at_most' or year_gap <= second_limit) as year_holds
    from gaps
),

chosen as (
    select
        *,
        coalesce(rolling_holds, false) or coalesce(year_holds, false) as is_held,
        case
            when rolling_holds then false
            when year_holds then true
            else len(year_days) > len(rolling_days)
        end as is_last_year,
        case when is_last_year then year_days else rolling_days end as counted_days,
        case when is_last_year then year_gap else rolling_gap end as longest_gap,
        list_max(list_filter(
            financial_years, lambda y: len(list_filter(financial_years, lambda other: other = y)) >= wanted
        )) as last_full_year
    from held
)

select
    file_sha256,
    item_id,
    step,
    is_held,
    -- counted events age one by one; a financial year with enough of them counts until the year after has ended
    case
        when is_held and has_window
            then greatest(rolling_untils[wanted], case when or_last_year then make_date(last_full_year + 2, 3, 31) end)
    end as holds_until,
    {{ day_words('days[-1]') }} as last_words,
    len(counted_days)::varchar as count_words,
    case when kind = 'longest_gap_at_most' then second_limit::integer else wanted end::varchar as asked_words,
    case wanted - len(counted_days)
        when 1 then 'one short'
        else wanted - len(counted_days) || ' short'
    end as short_words,
    longest_gap::varchar as gap_words,
    case
        when is_last_year then 'the last financial year'
        when window_months is null then 'the year to ' || {{ day_words('assessment_date') }}
        else
            'the ' || window_months::integer || ' months' || coalesce(' and ' || window_days::integer || ' days', '')
            || ' to ' || {{ day_words('assessment_date') }}
    end as period_words,
    case
        when has_window and len(counted_days) > 0
            then '; the next to fall out of the window is that of ' || {{ day_words('counted_days[1]') }}
        else ''
    end as aging_words
from chosen
