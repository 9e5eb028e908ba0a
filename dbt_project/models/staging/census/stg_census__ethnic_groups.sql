with source as (
    select * from {{ cells(source('census', 'ethnic_groups')) }}
),

renamed as (
    select
        ltla21_code,
        ltla21_name,
        trim(replace(ethnic_group, '(number)', '')) as ethnic_group,
        value::double::bigint as residents
    from source
    where ethnic_group like '%(number)'
)

select * from renamed
