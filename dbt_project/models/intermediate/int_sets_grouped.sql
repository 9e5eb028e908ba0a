select
    org_code,
    wres_year,
    set_code,
    source,
    release_year,
    is_current,
    basis,
    max(headcount) filter (wres_group = 'WHITE') as white,
    max(headcount) filter (wres_group = 'BME') as bme,
    max(headcount) filter (wres_group = 'UNKNOWN') as unknown,
    white + bme + unknown as everyone,
    bool_or(has_line) as has_line,
    bool_or(count_status = 'suppressed') as has_suppressed,
    bool_or(count_status = 'rejected') as has_rejected
from {{ ref('int_counts_summed') }}
group by all
