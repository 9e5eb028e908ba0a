with source as (
    select * from {{ cells(source('census', 'board_authorities')) }}
),

renamed as (
    select
        icb24_code_nhs as icb_code,
        icb24_name as icb_name,
        ltla24_code,
        lsoa_count::integer as lsoa_count
    from source
)

select * from renamed
