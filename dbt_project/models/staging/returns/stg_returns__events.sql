with source as (
    select * from {{ source('returns', 'events') }}
),

renamed as (
    select
        file_sha256,
        item_id,
        date::date as event_date,
        nullif(kind, '') as kind,
        {{ answers('forum') }} as forum,
        {{ answers('role') }} as role,
        {{ answers('attended') }} as attended,
        {{ answers('covers') }} as covers,
        try_cast(number as double) as event_number,
        nullif(title, '') as title,
        nullif(evidence_id, '') as evidence_id,
        file_line
    from source
)

select * from renamed
