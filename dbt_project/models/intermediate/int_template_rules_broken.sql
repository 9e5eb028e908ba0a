-- A return on a template that was never issued, or that was changed since: it is read all the same, since its columns
-- and cells are judged on arrival; but it may not ask what the rules now need.
select
    'F09' as rule_id,
    'returns' as source,
    returns.org_code,
    year(returns.assessment_date)::integer as period,
    'the return for ' || returns.assessment_date || ' is on template '
    || coalesce(templates.template_version, '(none named)')
    || case
        when versions.template_version is null then ', which was never issued'
        else ', whose questions were changed since it was issued'
    end as detail,
    [{{ line_of('templates', "'templates'", 'null') }}] as lines
from {{ ref('stg_returns__templates') }} as templates
inner join {{ ref('int_returns_ranked') }} as returns on templates.file_sha256 = returns.file_sha256
left join {{ ref('template_versions') }} as versions on templates.template_version = versions.template_version
where versions.template_version is null or versions.template_hash <> coalesce(templates.template_hash, '')
