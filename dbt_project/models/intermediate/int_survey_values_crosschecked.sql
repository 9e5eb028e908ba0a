-- One survey, published twice: by ethnic group and for everybody. Everybody's rate is made of the White rate, the BME
-- rate and the rate of the few who did not give their ethnic group, which is not published and may be anything. Where
-- one of them is suppressed, nothing can be compared.
with parts as (
    -- the release of the same autumn only: a later one may have revised it. Of two copies the one that measures use
    select *
    from {{ ref('int_survey_units_mapped') }}
    where release_year = nss_year + 1 and is_right_survey
    qualify dense_rank() over (partition by reporting_unit, nss_year, measure_code order by file_sha256) = 1
),

groups as (
    select
        reporting_unit, any_value(org_code) as org_code, nss_year, measure_code,
        max(fraction) filter (where wres_group = 'WHITE') as white_fraction,
        max(fraction) filter (where wres_group = 'BME') as bme_fraction,
        max(respondents) filter (where wres_group = 'WHITE') + max(respondents) filter (where wres_group = 'BME')
            as known_respondents,
        {{ lines_of('parts', 'parts.table_name') }} as lines
    from parts
    group by reporting_unit, nss_year, measure_code
),

paired as (
    select
        groups.* replace (list_concat(groups.lines, totals.lines) as lines),
        totals.overall_lower, totals.overall_upper, totals.respondents, totals.is_composite,
        greatest(0, coalesce(
            1 - coalesce(groups.known_respondents, known.respondents) / nullif(totals.respondents, 0),
            {{ parameter('survey_unknown_share') }}
        )) as unknown_share
    from groups
    inner join {{ ref('int_survey_questions_summed') }} as totals
        on
            groups.reporting_unit = totals.reporting_unit
            and groups.nss_year = totals.nss_year
            and groups.measure_code = totals.measure_code
    left join {{ ref('int_survey_questions_summed') }} as known
        on
            groups.reporting_unit = known.reporting_unit
            and groups.nss_year = known.nss_year
            and known.measure_code = 'ETHNIC_GROUP'
),

bounded as (
    select
        *,
        (1 - unknown_share) * least(white_fraction, bme_fraction)
        - {{ parameter('survey_weighting_slack') }} as allowed_lower,
        (1 - unknown_share) * greatest(white_fraction, bme_fraction) + unknown_share
        + {{ parameter('survey_weighting_slack') }} as allowed_upper
    from paired
    -- both groups, since least() would make do with one
    where white_fraction is not null and bme_fraction is not null and overall_lower is not null
)

select
    *,
    greatest(0, overall_lower - allowed_upper, allowed_lower - overall_upper) as distance,
    case
        when overall_lower > allowed_upper then 'overall_too_high'
        when overall_upper < allowed_lower then 'overall_too_low'
        else 'agrees'
    end as outcome,
    coalesce(not is_composite and known_respondents > respondents, false) as has_too_many_respondents
from bounded
