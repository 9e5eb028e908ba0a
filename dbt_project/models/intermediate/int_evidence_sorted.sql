-- One row for each document and item that it is named for, and why it does not count when it does not: a document with
-- personal data is kept apart (§3.4), and one dated after the return was attested cannot have been its evidence (V27).
select
    evidence.*,
    case
        when evidence.contains_personal_data and not coalesce(evidence.is_redacted, false) then 'personal_data'
        when
            evidence.document_date > coalesce(returns.attested_on, {{ as_of() }})
            or evidence.period_end > returns.assessment_date + 1
            then 'dated_later'
    end as refusal
from {{ ref('stg_returns__evidence') }} as evidence
inner join {{ ref('int_returns_ranked') }} as returns on evidence.file_sha256 = returns.file_sha256
where returns.is_current
