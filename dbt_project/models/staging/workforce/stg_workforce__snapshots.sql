with source as (
    select * from {{ source('workforce', 'snapshots') }}
),

renamed as (
    select
        snapshot_date::date as snapshot_on,
        org_code,
        staff_group,
        band,
        nullif(trim(ethnic_code), '') as ethnic_code,
        code_scheme,
        headcount::bigint as head_count,
        nullif(fte, '')::double as fte,
        file_sha256,
        file_line
    from source
)

select * from renamed
