with source as (
    select * from {{ cells(source('returns', 'events')) }}
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
        case when {{ is_number('number') }} then {{ number('number') }} end as event_number,
        case when not {{ is_number('number') }} then nullif(number, '') end as number_in_words,
        nullif(title, '') as title,
        nullif(evidence_id, '') as evidence_id,
        file_line
    from source
)

select * from renamed
