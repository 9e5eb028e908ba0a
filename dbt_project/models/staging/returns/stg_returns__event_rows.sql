with source as (
    select * from {{ cells(source('returns', 'events')) }}
),

renamed as (
    select
        file_sha256,
        item_id,
        date::date as event_date,
        nullif(kind, '') as kind,
        nullif(forum, '') as forum,
        nullif(role, '') as role,
        nullif(attended, '') as attended,
        nullif(covers, '') as covers,
        nullif(number, '') as number,
        nullif(title, '') as title,
        nullif(evidence_id, '') as evidence_id
    from source
)

select * from renamed
