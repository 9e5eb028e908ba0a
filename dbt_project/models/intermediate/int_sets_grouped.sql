-- One row for each set with its ethnic groups side by side.
select
    org_code,
    wres_year,
    set_code,
    source,
    release_year,
    basis,
    max(head_count) filter (wres_group = 'WHITE') as white,
    max(head_count) filter (wres_group = 'BME') as bme,
    max(head_count) filter (wres_group = 'UNKNOWN') as unknown,
    white + bme + unknown as everyone,
    bool_or(count_status = 'suppressed') as has_suppressed,
    max(count_status) filter (wres_group = 'WHITE') as white_status,
    max(count_status) filter (wres_group = 'BME') as bme_status
from {{ ref('int_counts_summed') }}
group by all
