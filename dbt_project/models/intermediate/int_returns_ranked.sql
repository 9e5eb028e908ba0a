with returns as (
    select
        headers.*,
        case
            when trusts.org_code is null then 'organisation_unknown'
            when trusts.closed_on < headers.assessment_date then 'organisation_closed'
            when greatest(headers.assessment_date, headers.attested_on) > {{ as_of() }} then 'not_yet_valid'
            when headers.return_type = 'application' and headers.attested_on is null then 'unsigned_application'
        end as exclusion
    from {{ ref('stg_returns__headers') }} as headers
    left join {{ ref('stg_ods__trusts') }} as trusts on headers.org_code = trusts.org_code
)

select
    *,
    -- a correction is a new return for the same day: the later attestation wins, the earlier stays in history
    exclusion is null
    and row_number() over (
        partition by org_code, assessment_date, exclusion is null
        order by attested_on desc nulls last, file_sha256
    ) = 1 as is_current
from returns
