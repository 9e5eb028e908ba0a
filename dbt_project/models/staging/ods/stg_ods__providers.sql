with source as (
    select * from {{ cells(source('ods', 'providers')) }}
),

renamed as (
    select
        org_code,
        nullif(org_type, '') as org_type,
        nullif(nss_group, '') as nss_group
    from source
)

select * from renamed
