-- One row for each application, with the panel's latest decision on it. A decision without an application that counts
-- stands alone: nobody decides without one, so the application is known and its return is not.
with decisions as (
    select decisions.*, applications.assessment_date
    from {{ ref('stg_decisions__decisions') }} as decisions
    asof left join {{ ref('int_applications_open') }} as applications
        on decisions.org_code = applications.org_code and decisions.decided_on >= applications.assessment_date
    where decisions.decided_on <= {{ as_of() }}
    qualify row_number() over (
        partition by decisions.org_code, coalesce(applications.assessment_date, decisions.decided_on)
        order by decisions.decided_on desc, decisions.decided_level desc
    ) = 1
),

applications as (
    select returns.org_code, returns.assessment_date, returns.level_applied_for, returns.attested_on as submitted_on
    from {{ ref('int_returns_ranked') }} as returns
    inner join {{ ref('int_applications_open') }} as applications
        on returns.org_code = applications.org_code and returns.assessment_date = applications.assessment_date
    where returns.is_current
)

select
    coalesce(applications.org_code, decisions.org_code) as org_code,
    applications.assessment_date,
    applications.level_applied_for,
    applications.submitted_on,
    decisions.decided_on,
    decisions.decided_level,
    decisions.outcome,
    decisions.panel_reference,
    decisions.award_valid_to,
    coalesce(applications.org_code, decisions.org_code)
    || '-' || coalesce(applications.assessment_date, decisions.decided_on) as application_id
from applications
full join decisions
    on applications.org_code = decisions.org_code and applications.assessment_date = decisions.assessment_date
