with source as (
    select * from {{ cells(source('ods', 'successions')) }}
),

renamed as (
    select
        old_code,
        new_code,
        date::date as succeeded_on
    from source
)

select * from renamed
