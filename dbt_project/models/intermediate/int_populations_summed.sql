with authorities as (
    select * from {{ ref('int_authorities_counted') }}
),

current_authorities as (
    select ltla24_code, sum(residents) as residents from authorities group by ltla24_code
),

board_regions as (
    select distinct icb_code, region_code from {{ ref('stg_ods__trusts') }} where closed_on is null
),

covered as (
    select
        boards.icb_code,
        boards.ltla24_code,
        coalesce(overrides.region_code, board_regions.region_code) as region_code,
        boards.lsoa_count * {{ parameter('small_area_residents') }} / current_authorities.residents as share_in_board
    from {{ ref('stg_census__board_authorities') }} as boards
    inner join current_authorities on boards.ltla24_code = current_authorities.ltla24_code
    inner join board_regions on boards.icb_code = board_regions.icb_code
    left join {{ ref('authority_region_overrides') }} as overrides on boards.ltla24_code = overrides.ltla24_code
),

areas as (
    select distinct 'icb' as basis, icb_code as area_code, ltla24_code
    from covered
    where share_in_board >= {{ parameter('board_area_share_minimum') }}
    union all
    select distinct 'region', region_code, ltla24_code from covered
),

summed as (
    select
        areas.basis,
        areas.area_code,
        sum(authorities.residents) as residents,
        sum(authorities.bme_residents) as bme_residents
    from areas
    inner join authorities on areas.ltla24_code = authorities.ltla24_code
    group by areas.basis, areas.area_code
),

catchments as (
    select
        shares.org_code as area_code,
        sum(shares.catchment_share * authorities.bme_residents / authorities.residents)
        / sum(shares.catchment_share) as bme_share
    from {{ ref('stg_catchment__shares') }} as shares
    inner join authorities on shares.ltla21_code = authorities.ltla21_code
    group by shares.org_code
)

select basis, area_code, residents, bme_residents, bme_residents / residents as bme_share from summed
union all
select 'catchment', area_code, null, null, bme_share from catchments
