with arrival as (
    select rule_id, source, org_code, file_name, place, outcome, detail from {{ ref('stg_landing__arrival_checks') }}
),

broken as (
    select *, 'failed' as outcome from {{ ref('int_broken_rules_placed') }}
),

held as (
    -- a rule of meaning that nothing broke has held; one between two surveys only where there were two
    select rule_id, 'passed' as outcome
    from {{ ref('rules') }}
    where
        rule_id not in (select rule_id from broken)
        and (
            stage = 'meaning'
            or (stage = 'comparison' and exists (select 1 from {{ ref('int_survey_values_crosschecked') }}))
        )
),

united as (
    select * from arrival
    union all by name
    select * from broken
    union all by name
    select * from held
)

select
    united.rule_id,
    united.source,
    united.org_code,
    united.period,
    united.file_name,
    united.place,
    coalesce(united.severity, rules.severity) as severity,
    rules.dimension,
    united.outcome,
    united.detail
from united
inner join {{ ref('rules') }} as rules on united.rule_id = rules.rule_id
