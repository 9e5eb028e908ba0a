with source as (
    select * from {{ source('returns', 'evidence') }}
),

renamed as (
    select
        file_sha256,
        evidence_id,
        trim(unnest(string_split(item_ids, ';'))) as item_id,
        nullif(document_date, '')::date as document_date
    from source
)

select * from renamed
