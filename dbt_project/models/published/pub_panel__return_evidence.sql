-- A document with personal data that were not taken out never reaches a panel (§3.4), nor does a title, which is free
-- text (§5.3 D7): a panel names a document by its identifier.
select
    documents.org_code,
    documents.assessment_date,
    documents.evidence_id,
    documents.item_ids,
    documents.type,
    documents.document_date,
    documents.period_start,
    documents.period_end,
    documents.is_public,
    case when lower(documents.is_public) = 'yes' then documents.url end as url
from {{ ref('fct_return_evidence') }} as documents
inner join {{ ref('int_applications_open') }} as applications
    on documents.org_code = applications.org_code and documents.assessment_date = applications.assessment_date
where
    coalesce(lower(documents.contains_personal_data), 'no') <> 'yes'
    or coalesce(lower(documents.redacted), 'no') = 'yes'
