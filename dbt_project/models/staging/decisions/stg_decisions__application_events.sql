with source as (
    select * from {{ cells(source('decisions', 'application_events')) }}
),

renamed as (
    select
        org_code,
        assessment_date::date as assessment_date,
        occurred_on::date as occurred_on,
        event,
        nullif(reviewer, '') as reviewer,
        nullif(conflict, '') as conflict,
        file_sha256,
        file_line
    from source
)

select * from renamed
