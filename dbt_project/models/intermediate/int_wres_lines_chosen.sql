with lines as (
    select
        lines.* exclude (unit),
        split_part(lines.measure_code, '.', 1) as indicator,
        precedence.precedence,
        precedence.keeps_releases
    from {{ ref('int_wres_lines_verified') }} as lines
    inner join {{ ref('stg_ods__trusts') }} as organisations on lines.org_code = organisations.org_code
    inner join {{ ref('source_precedence') }} as precedence on lines.source = precedence.source
    where lines.standard = 'WRES' and lines.value_status <> 'unknown_line'
),

ranked as (
    select
        *,
        dense_rank() over (partition by org_code, wres_year, indicator order by precedence) as source_rank,
        dense_rank() over (
            partition by org_code, wres_year, indicator, source order by release_year desc nulls last
        ) as release_rank,
        dense_rank() over (
            partition by org_code, wres_year, indicator, source, release_year order by file_sha256
        ) as file_rank
    from lines
)

-- The best source of an indicator and year is taken whole: numerator and denominator never come from two sources. A
-- source that weights its whole history anew keeps every release, since only values of one release can be compared.
select
    * exclude (precedence, keeps_releases, source_rank, release_rank, file_rank),
    release_rank = 1 as is_current
from ranked
where source_rank = 1 and file_rank = 1 and (release_rank = 1 or keeps_releases)
