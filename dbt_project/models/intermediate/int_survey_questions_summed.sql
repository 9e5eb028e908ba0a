-- What the detailed workbook says of everybody, in the terms of the indicators. Indicator 6 is a composite of two
-- questions whose people overlap (§1.3.2): everybody's rate is at least the larger part and at most their sum.
with results as (
    -- of two copies of one survey the same one counts throughout
    select *
    from {{ ref('stg_staff_survey__detailed_results') }}
    qualify dense_rank() over (partition by nss_year order by file_sha256) = 1
),

answers as (
    select
        results.reporting_unit,
        results.nss_year,
        questions.measure_code,
        results.value_status,
        results.respondents,
        results.file_sha256,
        results.file_line,
        case when questions.is_complement then 1 - results.fraction else results.fraction end as rate
    from results
    inner join {{ ref('survey_questions') }} as questions
        on
            results.question = questions.question
            and results.answer = coalesce(questions.answer, results.answer)
            and results.nss_year >= questions.nss_year_from
            and results.nss_year <= coalesce(questions.nss_year_to, results.nss_year)
)

select
    reporting_unit,
    nss_year,
    measure_code,
    case when bool_and(value_status = 'reported') then max(rate) end as overall_lower,
    case when bool_and(value_status = 'reported') then least(1, sum(rate)) end as overall_upper,
    max(respondents) as respondents,
    count(*) > 1 as is_composite,
    {{ lines_of('answers', "'detailed_cells'") }} as lines
from answers
group by reporting_unit, nss_year, measure_code
