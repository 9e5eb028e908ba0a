-- What each organisation that takes part must do, and by which day. Where no date can be known, `status` says why.
with organisations as (
    select org_code, opened_on from {{ taking_part() }}
),

latest as (
    select org_code, assessment_date from {{ ref('fct_levels') }} where is_latest
),

-- the collection that a day lies in opens on 1 April; the one after it is what comes next
years as (
    select {{ financial_year(as_of()) }} + ahead as wres_year from (values (0), (1)) as following (ahead)
),

collections as (
    select
        organisations.org_code,
        years.wres_year,
        calendar.closes_on,
        calendar.publish_by,
        calendar.confidence,
        received.org_code is not null as is_received,
        coalesce(received.is_published, false) as is_published
    from organisations
    cross join years
    left join {{ ref('collection_calendar') }} as calendar on years.wres_year = calendar.wres_year
    left join {{ ref('int_collections_received') }} as received
        on organisations.org_code = received.org_code and years.wres_year = received.wres_year
    where coalesce(organisations.opened_on <= make_date(years.wres_year, 3, 31), true)
),

-- a review of some drivers only is none (R1); an old one still tells from when the next was due
reviews as (
    select returns.org_code, max(try_cast(facts.fact_value as date)) as last_on
    from {{ ref('int_facts_checked') }} as facts
    inner join {{ ref('int_returns_ranked') }} as returns
        on facts.file_sha256 = returns.file_sha256 and returns.is_current
    inner join {{ ref('fct_items') }} as items
        on
            returns.org_code = items.org_code
            and returns.assessment_date = items.assessment_date
            and items.item_id = 'R1'
            and items.status in ('met', 'met_min', 'stale')
    where facts.item_id = 'R1' and facts.field = 'review_date' and facts.is_readable
    group by returns.org_code
),

applications as (
    select org_code, max(applied_on) as last_on from {{ ref('int_applications_registered') }} group by org_code
),

listed as (
    select
        org_code, 'wres_collection' as kind, null as item_id, wres_year, closes_on as due_on, is_received as is_done,
        confidence, null::date as last_on, null as level_awarded
    from collections
    union all
    select org_code, 'wres_publication', null, wres_year, publish_by, is_published, confidence, null, null
    from collections
    union all
    select
        organisations.org_code, 'annual_review', 'R1', null,
        (reviews.last_on + to_months({{ parameter('annual_months') }}::integer))::date, false, null,
        reviews.last_on, null
    from organisations
    left join reviews on organisations.org_code = reviews.org_code
    union all
    select
        organisations.org_code, 'reapplication', 'R2', null,
        (applications.last_on + to_months({{ parameter('review_months') }}::integer))::date, false, null,
        applications.last_on, null
    from organisations
    left join applications on organisations.org_code = applications.org_code
    union all
    select awards.org_code, 'award_end', null, null, award_valid_to, false, null, decided_on, level_awarded
    from {{ ref('int_awards_held') }} as awards
    where level_awarded <> 'none'
    union all
    -- due on the last day of the window; R1 and R2 have obligations of their own
    select
        items.org_code, 'evidence', items.item_id, null, items.stale_on - 1, false, null, latest.assessment_date, null
    from {{ ref('fct_items') }} as items
    inner join latest on items.org_code = latest.org_code and items.assessment_date = latest.assessment_date
    where items.item_kind <> 'review' and (items.stale_on is not null or items.status = 'stale')
    union all
    select org_code, 'action', item_id, null, target_completion_date, action_state = 'done', null, assessment_date, null
    from {{ ref('int_actions_tracked') }}
    where action_state <> 'earlier_return' and target_completion_date is not null
)

select listed.*, kind || coalesce('_' || coalesce(item_id, wres_year::varchar), '') as obligation
from listed
inner join organisations on listed.org_code = organisations.org_code
