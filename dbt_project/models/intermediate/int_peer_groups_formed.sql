-- Who belongs to which peer group today. Thirds are formed by published counts alone: by confidential ones, the
-- medians of published values would give away in which third an organisation is.
with open_today as (
    select org_code, region_code, icb_code, nss_group, is_in_scope, is_demonstration
    from {{ ref('int_organisations_described') }}
    where opened_on <= {{ as_of() }} and coalesce(closed_on >= {{ as_of() }}, true)
),

workforces as (
    select org_code, max_by(bme_den, wres_year) as headcount, max_by(value, wres_year) as bme_share
    from {{ ref('int_measures_described') }}
    where
        measure_code = 'I1.WORKFORCE' and value is not null
        and is_current and series_kind = 'public'
    group by org_code
),

thirds as (
    select
        open_today.org_code,
        open_today.region_code,
        ntile(3) over (partition by open_today.region_code order by workforces.headcount, org_code) as size_third,
        ntile(3) over (partition by open_today.region_code order by workforces.bme_share, org_code) as bme_share_third
    from open_today
    inner join workforces using (org_code)
    where open_today.is_in_scope
)

select 'type_in_region' as peer_group, region_code || ' ' || nss_group as group_key, org_code
from open_today
where is_in_scope and nss_group is not null
union all
select 'region' as peer_group, region_code as group_key, org_code
from open_today
where is_in_scope
union all
select 'type_in_england' as peer_group, nss_group as group_key, org_code
from open_today
where not is_demonstration and nss_group is not null
union all
select 'board' as peer_group, icb_code as group_key, org_code
from open_today
where is_in_scope and icb_code is not null
union all
select 'size_third' as peer_group, region_code || ' third ' || size_third as group_key, org_code
from thirds
union all
select 'bme_share_third' as peer_group, region_code || ' third ' || bme_share_third as group_key, org_code
from thirds
