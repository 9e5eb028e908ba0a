with arrival as (
    select
        arrival_checks.rule_id,
        arrival_checks.source,
        headers.org_code,
        arrivals.file_name,
        arrival_checks.outcome,
        arrival_checks.detail
    from {{ ref('stg_landing__arrival_checks') }} as arrival_checks
    left join {{ ref('stg_landing__arrivals') }} as arrivals
        on arrival_checks.file_sha256 = arrivals.file_sha256 and arrival_checks.source = arrivals.source
    left join {{ ref('stg_returns__headers') }} as headers
        on arrival_checks.file_sha256 = headers.file_sha256 and arrival_checks.source = 'returns'
),

broken as (
    select *, 'failed' as outcome from {{ ref('int_broken_rules_placed') }}
),

held as (
    -- a rule of meaning that nothing broke has held
    select rule_id, 'passed' as outcome
    from {{ ref('rules') }}
    where stage = 'meaning' and rule_id not in (select rule_id from broken)
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
    rules.severity,
    rules.dimension,
    united.outcome,
    united.detail
from united
inner join {{ ref('rules') }} as rules on united.rule_id = rules.rule_id
