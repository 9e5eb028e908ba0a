with source as (
    select * from {{ cells(source('returns', 'evidence')) }}
),

renamed as (
    select
        file_sha256,
        evidence_id,
        nullif(item_ids, '') as item_ids,
        nullif(type, '') as type,
        nullif(title, '') as title,
        nullif(document_date, '')::date as document_date,
        nullif(period_start, '')::date as period_start,
        nullif(period_end, '')::date as period_end,
        nullif(is_public, '') as is_public,
        nullif(url, '') as url,
        nullif(contains_personal_data, '') as contains_personal_data,
        nullif(redacted, '') as redacted
    from source
)

select * from renamed
