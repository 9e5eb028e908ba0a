-- Who can have figures: every organisation of the ODS list, the days between which it is open, and its scope (V01).
-- Published figures are kept for every region of England, returns are for the regions that take part.
select
    trusts.org_code,
    trusts.opened_on,
    trusts.closed_on,
    regions.region_code is not null as is_in_england,
    coalesce(regions.is_in_scope, false) as is_in_scope
from {{ ref('stg_ods__trusts') }} as trusts
left join {{ ref('regions') }} as regions on trusts.region_code = regions.region_code
