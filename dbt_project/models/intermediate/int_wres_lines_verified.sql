-- Why a submitted line is not used, if so, by the first rule that it breaks (§6.4). Nothing is guessed at: what is
-- refused is shown (int_line_rules_broken), and what needs it is not computed (int_arms_counted).
with units as (
    select line_code, unit, reference_time from {{ ref('wres_lines') }}
    union all
    select line_code, 'people', 'stock' from {{ ref('workforce_lines') }}
),

lines as (
    select
        lines.*,
        units.unit,
        units.reference_time,
        make_date(lines.wres_year, 3, 31) as snapshot_on,
        units.reference_time is not distinct from 'survey' as is_survey,
        -- a survey asks whoever is on the staff in the autumn before, so an organisation may close or open after it
        {{ organisation_exclusion(
            'organisations',
            'if(is_survey, (snapshot_on - to_months(limits.survey_lead_months::integer))::date, snapshot_on)',
            'snapshot_on'
        ) }} as exclusion,
        max(coalesce(lines.basis, 'annual')) filter (units.reference_time = 'flow') over one_indicator
        <> min(coalesce(lines.basis, 'annual')) filter (units.reference_time = 'flow') over one_indicator
            as has_two_bases,
        limits.survey_copy_tolerance
    from {{ ref('int_wres_lines_unioned') }} as lines
    left join units on lines.measure_code = units.line_code
    left join {{ ref('int_organisations_listed') }} as organisations on lines.org_code = organisations.org_code
    cross join {{ parameters(['survey_lead_months', 'survey_copy_tolerance']) }} as limits
    window one_indicator as (
        partition by
            lines.org_code, lines.wres_year, lines.standard, split_part(lines.measure_code, '.', 1), lines.source,
            lines.release_year
    )
),

judged as (
    select
        * replace (
            case
                when unit is null and standard = 'WRES' then 'V05'
                when value_status = 'not_submitted' then null
                when exclusion is not null then 'V01'
                when snapshot_on > {{ as_of() }} and not is_survey then 'V02'
                when has_two_bases and reference_time = 'flow' then 'V02'
                -- an average of two years is no count of one day; a workforce that a flow is counted over may be one
                when basis = 'rolling2' and reference_time = 'stock' and measure_code not like '%.WORKFORCE' then 'V02'
                when unit = 'people' and line_value <> round(line_value) then 'V03'
                when unit = 'fraction' and line_value > 1 then 'V21'
                else refused_by
            end as refused_by
        )
    from lines
),

compared as (
    select
        * replace (
            case
                -- the same line in two files of one release: nobody can tell which one counts
                when
                    refused_by is null and value_status <> 'not_submitted'
                    and (
                        min(value_status) over copies <> max(value_status) over copies
                        or max(line_value) over copies - min(line_value) over copies
                        > if(unit = 'fraction', survey_copy_tolerance, 0)
                    )
                    then 'V04'
                else refused_by
            end as refused_by
        )
    from judged
    window copies as (
        partition by
            org_code, wres_year, standard, measure_code, wres_group, source, release_year,
            refused_by is null and value_status <> 'not_submitted'
    )
)

select
    * exclude (value_status, reference_time, snapshot_on, is_survey, has_two_bases, survey_copy_tolerance),
    case
        when refused_by is null then value_status
        when refused_by = 'V05' then 'unknown_line'
        when refused_by = 'V02' and snapshot_on > {{ as_of() }} then 'not_yet_valid'
        else 'rejected'
    end as value_status
from compared
