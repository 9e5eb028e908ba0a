-- Rules of meaning about the level that a return claims, beside what its evidence can show (§6.4 V32).
with ranks as (
    select levels.*, returns.file_sha256, returns.level_applied_for, ceiling.level_rank as ceiling_rank
    from {{ ref('int_levels_explained') }} as levels
    inner join {{ ref('int_returns_ranked') }} as returns
        on levels.org_code = returns.org_code
        and levels.assessment_date = returns.assessment_date
        and returns.is_current
    inner join {{ ref('levels') }} as ceiling on levels.verified_ceiling_level = ceiling.level
),

broken as (
    select
        'V32' as rule_id, ranks.org_code, ranks.assessment_date,
        'the application is for ' || ranks.level_applied_for as claim,
        ranks.verified_ceiling_level,
        [{{ line_of('fields', "'headers'") }}] as lines
    from ranks
    inner join {{ ref('levels') }} as applied on ranks.level_applied_for = applied.level
    inner join {{ ref('stg_returns__header_fields') }} as fields
        on ranks.file_sha256 = fields.file_sha256 and fields.field = 'level_applied_for'
    where applied.level_rank > ranks.ceiling_rank

    union all
    -- it is the checklist as a whole that declares a level
    select
        'T03', ranks.org_code, ranks.assessment_date, 'the checklist declares ' || ranks.self_assessed_level,
        ranks.verified_ceiling_level, [{{ line_of('ranks', "'answers'", 'null') }}]
    from ranks
    inner join {{ ref('levels') }} as declared on ranks.self_assessed_level = declared.level
    where declared.level_rank > ranks.ceiling_rank
)

select
    rule_id, 'returns' as source, org_code, year(assessment_date)::integer as period,
    'return for ' || assessment_date || ': ' || claim || ', the evidence can show ' || verified_ceiling_level
    || ' at most' as detail,
    lines
from broken
