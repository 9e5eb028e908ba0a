with source as (
    select * from {{ cells(source('returns', 'answers')) }}
),

renamed as (
    select
        file_sha256,
        item_id,
        nullif(declared_status, '') as declared_status,
        nullif(narrative, '') as narrative,
        nullif(person_or_team, '') as person_or_team,
        nullif(timescale, '') as timescale,
        nullif(target_completion_date, '')::date as target_completion_date,
        nullif(progress, '') as progress,
        nullif(comments, '') as comments
    from source
)

select * from renamed
