with returns as (
    select
        headers.*,
        coalesce(
            {{ organisation_exclusion('listed', 'headers.assessment_date', 'headers.assessment_date', 'is_in_scope') }},
            case
                when greatest(headers.assessment_date, headers.attested_on) > {{ as_of() }} then 'not_yet_valid'
                when headers.return_type = 'application' and headers.attested_on is null then 'unsigned_application'
            end
        ) as exclusion
    from {{ ref('stg_returns__headers') }} as headers
    left join {{ ref('int_organisations_listed') }} as listed on headers.org_code = listed.org_code
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
