-- How many are of unknown ethnicity, by source (E5): what weakens every figure computed from the rest.
select
    org_code,
    wres_year,
    measure_code,
    source,
    of_what,
    rate as unknown_rate,
    case
        when rate > {{ parameter('unknown_rate_low_confidence') }} then 'low_confidence'
        when rate > {{ parameter('unknown_rate_warning') }} then 'flagged'
        else 'ok'
    end as rate_class
from (
    unpivot (
        select
            arms.org_code,
            arms.wres_year,
            arms.measure_code,
            arms.source,
            arms.unknown_rate as denominator,
            arms.numerator_unknown_rate as numerator
        from {{ ref('int_arms_counted') }} as arms
        inner join {{ ref('measures') }} as measures on arms.measure_code = measures.measure_code
        where measures.parent_code is null and arms.series_kind = 'own' and arms.is_current
    )
    on denominator, numerator into name of_what value rate
)
