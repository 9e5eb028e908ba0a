with source as (
    select * from {{ source('landing', 'arrival_checks') }}
),

renamed as (
    select
        rule_id,
        source,
        file_name,
        file_sha256,
        org_code,
        sheet,
        file_line::bigint as file_line,
        place,
        outcome,
        detail
    from source
)

select * from renamed
