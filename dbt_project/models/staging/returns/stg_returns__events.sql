with source as (
    select * from {{ source('returns', 'events') }}
),

renamed as (
    select
        file_sha256,
        item_id,
        date::date as event_date,
        nullif(kind, '') as kind,
        nullif(title, '') as title,
        nullif(evidence_id, '') as evidence_id
    from source
)

select * from renamed
