with source as (
    select * from {{ cells(source('ods', 'trusts')) }}
),

renamed as (
    select
        org_code,
        org_name,
        nullif(region_code, '') as region_code,
        nullif(icb_code, '') as icb_code,
        strptime(opened_on, '%Y%m%d')::date as opened_on,
        strptime(nullif(closed_on, ''), '%Y%m%d')::date as closed_on
    from source
    -- the lists carry no date of their own: their names do, and sort by it
    qualify row_number() over (partition by org_code order by file_name desc) = 1
)

select * from renamed
