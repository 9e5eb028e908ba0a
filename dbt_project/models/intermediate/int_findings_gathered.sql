-- What the guard and the rules of meaning found, whole findings and the lines that each stands on, by the folder that
-- the lines came in. A finding for information is none against the data.
with findings as (
    select
        'meaning ' || row_number() over () as finding_id,
        broken.rule_id,
        coalesce(precedence.folder, broken.source) as source,
        broken.org_code,
        coalesce(broken.period, year({{ as_of() }})::integer) as period,
        coalesce(broken.severity, rules.severity) as severity,
        rules.dimension,
        broken.lines
    from {{ ref('int_meaning_rules_broken') }} as broken
    inner join {{ ref('rules') }} as rules on broken.rule_id = rules.rule_id
    left join {{ ref('source_precedence') }} as precedence on broken.source = precedence.source

    union all

    select
        'arrival ' || row_number() over (),
        checks.rule_id,
        checks.source,
        checks.org_code,
        coalesce(year(ranked.assessment_date), year({{ as_of() }}))::integer,
        rules.severity,
        rules.dimension,
        [struct_pack(
            file_sha256 := checks.file_sha256, table_name := totals.table_name, file_line := checks.file_line
        )]
    from {{ ref('stg_landing__arrival_checks') }} as checks
    inner join {{ ref('rules') }} as rules on checks.rule_id = rules.rule_id
    left join {{ ref('stg_landing__line_totals') }} as totals
        on
            checks.source = totals.source
            and checks.file_sha256 = totals.file_sha256
            and checks.sheet is not distinct from totals.sheet
    left join {{ ref('int_returns_ranked') }} as ranked on checks.file_sha256 = ranked.file_sha256
    where checks.outcome = 'failed'
)

select * from findings
where severity <> 'information'
