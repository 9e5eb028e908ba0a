select
    returns.org_code,
    returns.assessment_date,
    returns.return_type,
    returns.period_start,
    returns.period_end,
    returns.level_applied_for,
    returns.sro_role,
    returns.attested_on,
    templates.template_version,
    returns.file_sha256 as sha256
from {{ ref('int_returns_ranked') }} as returns
left join {{ ref('stg_returns__templates') }} as templates on returns.file_sha256 = templates.file_sha256
where returns.is_current
