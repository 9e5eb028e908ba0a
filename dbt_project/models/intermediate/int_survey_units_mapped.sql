with results as (
    select *, 'results' as table_name from {{ ref('stg_staff_survey__results') }}
    union all by name
    select *, 'benchmark_cells' as table_name from {{ ref('stg_staff_survey__benchmark_results') }}
),

organisations as (
    select org_code from {{ ref('stg_ods__trusts') }}
)

select
    results.*,
    coalesce(own.org_code, legal.org_code) as org_code,
    -- the code and a digit: R1F1 is one of several units of R1F, and its figure is not that of the whole organisation
    own.org_code is null and legal.org_code is not null as is_part_of_organisation,
    results.nss_year = results.wres_year - 1 as is_right_survey
from results
left join organisations as own on results.reporting_unit = own.org_code
left join organisations as legal
    on regexp_extract(results.reporting_unit, '^(.{3,})[0-9]$', 1) = legal.org_code
