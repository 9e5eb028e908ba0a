-- Rules of meaning that a return breaks as a whole (§6.4; T for what §6.4 leaves open).
with excluded as (
    select
        *,
        case exclusion when 'unsigned_application' then 'V35' when 'not_yet_valid' then 'T02' else 'V01' end as rule_id,
        case exclusion
            when 'unsigned_application' then ['attested_on']
            when 'not_yet_valid' then ['assessment_date', 'attested_on']
            else ['org_code']
        end as fields
    from {{ ref('int_returns_ranked') }}
    where exclusion is not null
),

explained as (
    select
        excluded.rule_id, excluded.file_sha256, excluded.org_code, excluded.assessment_date, excluded.exclusion,
        any_value('return for ' || excluded.assessment_date || ': ' || case excluded.rule_id
            when 'V35' then 'nobody attested the application, so it does not count'
            when 'T02' then 'it is assessed or attested for a day that has not come'
            else
                {{ exclusion_words('excluded.exclusion', 'excluded.org_code', 'listed', 'successors') }}
                || ', so it does not count'
        end) as detail,
        coalesce({{ lines_of('fields', "'headers'") }}, [{{ line_of('excluded', "'headers'", 'null') }}]) as lines
    from excluded
    left join {{ ref('stg_returns__header_fields') }} as fields
        on excluded.file_sha256 = fields.file_sha256 and list_contains(excluded.fields, fields.field)
    left join {{ ref('int_organisations_listed') }} as listed on excluded.org_code = listed.org_code
    left join {{ ref('int_successors_named') }} as successors on excluded.org_code = successors.old_code
    group by
        excluded.rule_id, excluded.file_sha256, excluded.org_code, excluded.assessment_date, excluded.exclusion
)

select
    rule_id, null as severity, 'returns' as source, org_code, year(assessment_date)::integer as period, detail, lines
from explained

union all
-- whoever writes in the name of a closed organisation belongs to the one that took over, which reads its own findings
select
    explained.rule_id, 'information', 'returns', successions.new_code, year(explained.assessment_date)::integer,
    'a ' || explained.detail, explained.lines
from explained
inner join {{ ref('int_successions_united') }} as successions on explained.org_code = successions.old_code
where explained.exclusion = 'organisation_closed'

union all
select
    'T01', null, 'returns', returns.org_code, year(returns.assessment_date)::integer,
    'return for ' || returns.assessment_date || ': ' || count(distinct returns.file_sha256) || ' are attested on '
    || coalesce({{ day_words('returns.attested_on') }}, 'no day') || '; which one counts is arbitrary',
    {{ lines_of('fields', "'headers'") }}
from {{ ref('int_returns_ranked') }} as returns
left join {{ ref('stg_returns__header_fields') }} as fields
    on returns.file_sha256 = fields.file_sha256 and fields.field = 'attested_on'
where returns.exclusion is null
group by returns.org_code, returns.assessment_date, returns.attested_on
having count(distinct returns.file_sha256) > 1
