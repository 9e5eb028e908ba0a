with lines as (
    select
        lines.* exclude (unit, exclusion),
        split_part(lines.measure_code, '.', 1) as indicator,
        lines.value_status <> 'not_submitted' as is_filled,
        precedence.precedence,
        precedence.keeps_releases
    from {{ ref('int_wres_lines_verified') }} as lines
    inner join {{ ref('stg_ods__trusts') }} as organisations on lines.org_code = organisations.org_code
    inner join {{ ref('source_precedence') }} as precedence on lines.source = precedence.source
    where lines.standard = 'WRES' and lines.value_status not in ('unknown_line', 'not_yet_valid')
),

-- a source or release may list a year and leave it blank, which takes nothing away from what another one gives
filled as (
    select
        *,
        bool_or(is_filled) over (partition by org_code, wres_year, indicator, source) as source_is_filled,
        bool_or(is_filled) over (partition by org_code, wres_year, indicator, source, release_year) as release_is_filled
    from lines
),

ranked as (
    select
        * exclude (is_filled),
        dense_rank() over (
            partition by org_code, wres_year, indicator order by source_is_filled desc, precedence
        ) as source_rank,
        dense_rank() over (
            partition by org_code, wres_year, indicator, source
            order by release_is_filled desc, release_year desc nulls last
        ) as release_rank,
        -- a line may stand in two files of one release: what they say of it is the same, or refused (V04)
        row_number() over (
            partition by org_code, wres_year, measure_code, wres_group, source, release_year
            order by value_status = 'not_submitted', refused_by is not null, file_sha256, file_line
        ) as copy_number
    from filled
)

-- The best source of an indicator and year is taken whole: numerator and denominator never come from two sources. A
-- source that weights its whole history anew keeps every release, since only values of one release can be compared.
select
    * exclude (
        precedence, keeps_releases, source_is_filled, release_is_filled, source_rank, release_rank, copy_number
    ),
    release_rank = 1 as is_current
from ranked
where source_rank = 1 and copy_number = 1 and (release_rank = 1 or keeps_releases)
