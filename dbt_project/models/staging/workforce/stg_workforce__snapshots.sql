with source as (
    select * from {{ cells(source('workforce', 'snapshots')) }}
),

renamed as (
    select
        snapshot_date::date as snapshot_on,
        org_code,
        staff_group,
        band,
        nullif(ethnic_code, '') as ethnic_code,
        code_scheme,
        headcount::bigint as headcount,
        {{ number('fte') }} as fte,
        file_sha256,
        file_line
    from source
)

select * from renamed
