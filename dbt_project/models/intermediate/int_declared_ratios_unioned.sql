-- Where declared ratios join: what organisations type in their returns, and what publications give beside the counts.
select
    returns.org_code, ratios.wres_year, ratios.measure_code, ratios.declared_value, 'returns' as source,
    'wres_lines' as table_name, ratios.file_sha256, ratios.file_line
from {{ ref('stg_returns__declared_ratios') }} as ratios
inner join {{ ref('int_returns_ranked') }} as returns
    on ratios.file_sha256 = returns.file_sha256 and returns.is_current

union all

select
    org_code, wres_year, measure_code, declared_value, 'wres', 'declared_ratios', file_sha256, file_line
from {{ ref('stg_wres__declared_ratios') }}
