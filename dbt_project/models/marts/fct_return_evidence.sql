select
    returns.org_code,
    returns.assessment_date,
    documents.evidence_id,
    documents.item_ids,
    documents.type,
    documents.title,
    documents.document_date,
    documents.period_start,
    documents.period_end,
    documents.is_public,
    documents.url,
    documents.contains_personal_data,
    documents.redacted
from {{ ref('stg_returns__evidence_rows') }} as documents
inner join {{ ref('int_returns_ranked') }} as returns
    on documents.file_sha256 = returns.file_sha256 and returns.is_current
