-- What is expected of an organisation for a year, what has been given, and whether it came in time. When something came
-- can be told only since records began here: before, a file was first seen when the home folder was new.
with organisations as (
    select org_code from {{ taking_part() }}
),

arrivals as (
    select file_sha256, min(received_at)::date as received_on
    from {{ ref('stg_landing__arrivals') }}
    where state in ('accepted', 'accepted_in_part')
    group by file_sha256
),

records as (
    select min(received_at)::date as began_on from {{ ref('stg_landing__arrivals') }}
),

returns as (
    select
        returns.org_code,
        year(returns.assessment_date)::integer as period,
        count(answers.declared_status) as given,
        min(arrivals.received_on) as received_on
    from {{ ref('int_returns_ranked') }} as returns
    inner join {{ ref('stg_returns__answers') }} as answers on returns.file_sha256 = answers.file_sha256
    left join arrivals on returns.file_sha256 = arrivals.file_sha256
    where returns.is_current
    group by returns.org_code, returns.assessment_date
    qualify
        row_number() over (
            partition by returns.org_code, year(returns.assessment_date) order by returns.assessment_date desc
        ) = 1
),

received as (
    select
        lines.org_code,
        if(precedence.folder = 'staff_survey', 'staff_survey', 'wres') as source,
        lines.wres_year as period,
        min(arrivals.received_on) as received_on
    from {{ ref('int_wres_lines_unioned') }} as lines
    inner join {{ ref('source_precedence') }} as precedence on lines.source = precedence.source
    inner join arrivals on lines.file_sha256 = arrivals.file_sha256
    where lines.value_status <> 'not_submitted'
    group by all
),

listed as (
    select figures.*, received.received_on, if(figures.source = 'wres', calendar.closes_on, null) as due_on
    from {{ ref('int_figures_expected') }} as figures
    left join received
        on
            figures.org_code = received.org_code
            and figures.source = received.source
            and figures.period = received.period
    left join {{ ref('collection_calendar') }} as calendar on figures.period = calendar.wres_year

    union all by name

    -- the framework sets a return no day: reviews and applications have their own in the calendar
    select
        organisations.org_code,
        'returns' as source,
        years.period,
        (select count(*) from {{ ref('items') }}) as expected,
        coalesce(returns.given, 0) as given,
        returns.received_on
    from organisations
    cross join (
        select distinct period from returns
        union
        select year({{ as_of() }})::integer
    ) as years
    left join returns on organisations.org_code = returns.org_code and years.period = returns.period
)

select
    listed.org_code,
    listed.source,
    listed.period,
    listed.expected,
    listed.given,
    listed.expected - listed.given as missing,
    listed.given / listed.expected as share_given,
    listed.due_on,
    listed.received_on,
    case
        when listed.due_on is null then 'no_due_date'
        when listed.given = 0 then if(listed.due_on < {{ as_of() }}, 'missing', 'not_due')
        when listed.received_on <= listed.due_on then 'on_time'
        when listed.received_on is null or records.began_on > listed.due_on then 'not_recorded'
        else 'late'
    end as status
from listed
cross join records
