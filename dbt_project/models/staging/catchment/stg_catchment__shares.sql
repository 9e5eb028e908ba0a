with source as (
    select * from {{ source('catchment', 'shares') }}
),

renamed as (
    select
        nhs_trust22_code as org_code,
        ltla21_code,
        proportion_trust_came_from_ltla::double as catchment_share
    from source
)

select * from renamed
