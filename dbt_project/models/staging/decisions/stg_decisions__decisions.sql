with source as (
    select * from {{ cells(source('decisions', 'decisions')) }}
),

renamed as (
    select
        org_code,
        decided_on::date as decided_on,
        level as decided_level,
        outcome,
        panel_reference,
        nullif(valid_to, '')::date as award_valid_to,
        file_sha256,
        file_line
    from source
)

select * from renamed
