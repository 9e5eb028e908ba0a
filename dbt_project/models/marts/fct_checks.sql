with arrival as (
    select rule_id, source, org_code, file_name, place, outcome, detail from {{ ref('stg_landing__arrival_checks') }}
),

broken as (
    select rule_id, source, org_code, null as file_name, null as place, 'failed' as outcome, detail
    from {{ ref('int_meaning_rules_broken') }}
),

held as (
    -- a rule of meaning that nothing broke has held
    select rule_id, null as source, null as org_code, null as file_name, null as place, 'passed' as outcome, null as detail
    from {{ ref('rules') }}
    where stage = 'meaning' and rule_id not in (select rule_id from broken)
),

united as (
    select * from arrival
    union all
    select * from broken
    union all
    select * from held
)

select
    united.rule_id,
    united.source,
    united.org_code,
    united.file_name,
    united.place,
    rules.severity,
    rules.dimension,
    united.outcome,
    united.detail
from united
inner join {{ ref('rules') }} as rules on united.rule_id = rules.rule_id
