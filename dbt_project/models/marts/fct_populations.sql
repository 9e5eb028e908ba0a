select
    populations.basis,
    populations.area_code,
    coalesce(regions.region_name, boards.icb_name, trusts.org_name) as area_name,
    populations.residents::bigint as residents,
    populations.bme_residents::bigint as bme_residents,
    populations.bme_share
from {{ ref('int_populations_summed') }} as populations
left join {{ ref('regions') }} as regions
    on populations.basis = 'region' and populations.area_code = regions.region_code
left join (select distinct icb_code, icb_name from {{ ref('stg_census__board_authorities') }}) as boards
    on populations.basis = 'icb' and populations.area_code = boards.icb_code
left join {{ ref('stg_ods__trusts') }} as trusts
    on populations.basis = 'catchment' and populations.area_code = trusts.org_code
-- of a region that is not in scope only the authorities that a board reaches into are known
where populations.basis <> 'region' or regions.is_in_scope
