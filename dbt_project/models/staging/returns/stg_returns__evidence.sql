with source as (
    select * from {{ cells(source('returns', 'evidence')) }}
),

renamed as (
    select
        file_sha256,
        evidence_id,
        {{ trimmed("unnest(string_split(item_ids, ';'))") }} as item_id,
        nullif(document_date, '')::date as document_date,
        nullif(period_end, '')::date as period_end,
        lower(contains_personal_data) = 'yes' as contains_personal_data,
        lower(redacted) = 'yes' as is_redacted,
        file_line
    from source
)

select * from renamed
