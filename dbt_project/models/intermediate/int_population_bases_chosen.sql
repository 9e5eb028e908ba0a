-- One row for each organisation and basis on which its local population may be counted; the registered one is marked.
with organisations as (
    select
        organisations.org_code,
        organisations.region_code,
        organisations.icb_code,
        registered.basis as registered_basis
    from {{ ref('int_organisations_described') }} as organisations
    left join {{ ref('population_bases') }} as registered on organisations.nss_group = registered.nss_group
),

matched as (
    select organisations.*, populations.basis, populations.bme_share
    from organisations
    inner join {{ ref('int_populations_summed') }} as populations
        on
            (populations.basis = 'region' and populations.area_code = organisations.region_code)
            or (populations.basis = 'icb' and populations.area_code = organisations.icb_code)
            or (populations.basis = 'catchment' and populations.area_code = organisations.org_code)
)

select
    org_code,
    basis,
    bme_share,
    -- without a modelled catchment the board's population is the nearest that exists
    row_number() over (
        partition by org_code
        order by basis = registered_basis desc nulls last, basis = 'icb' desc, basis
    ) = 1 as is_registered
from matched
