with source as (
    select * from {{ cells(source('wres', 'reference_values')) }}
),

renamed as (
    select
        level as area_level,
        area as area_name,
        wres_year::integer as wres_year,
        indicator,
        -- indicators 2 to 4 are published as ratios, everything else in percent
        {{ number('value') }} / case when indicator in ('2', '3', '4') then 1 else 100 end as reference_value,
        source as reference_source,
        nullif(url, '') as reference_url,
        nullif(notes, '') as notes
    from source
)

select * from renamed
