with source as (
    select * from {{ cells(source('catchment', 'shares')) }}
),

renamed as (
    select
        nhs_trust22_code as org_code,
        ltla21_code,
        {{ number('proportion_trust_came_from_ltla') }} as catchment_share
    from source
)

select * from renamed
