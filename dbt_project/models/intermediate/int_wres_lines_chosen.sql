with lines as (
    select
        lines.*,
        split_part(lines.measure_code, '.', 1) as indicator,
        precedence.precedence
    from {{ ref('int_wres_lines_unioned') }} as lines
    inner join {{ ref('stg_ods__trusts') }} as organisations on lines.org_code = organisations.org_code
    inner join {{ ref('source_precedence') }} as precedence on lines.source = precedence.source
    where lines.standard = 'WRES'
)

-- the best source of an indicator and year is taken whole: numerator and denominator never come from two sources
select * exclude (precedence)
from lines
qualify
    dense_rank() over (
        partition by org_code, wres_year, indicator
        order by precedence, release_year desc nulls last, file_sha256
    ) = 1
