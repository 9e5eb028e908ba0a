-- One row for each day on which an organisation is known to have applied: an application that counts, or a decision,
-- which nobody takes without one.
select org_code, assessment_date as applied_on from {{ ref('int_applications_open') }}
union
select org_code, decided_on from {{ ref('stg_decisions__decisions') }} where decided_on <= {{ as_of() }}
