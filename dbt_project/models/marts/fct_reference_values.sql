select
    published.area_level,
    published.area_name,
    published.wres_year,
    published.indicator,
    same.measure_code,
    published.reference_value,
    published.reference_source,
    published.reference_url,
    published.notes
from {{ ref('stg_wres__reference_values') }} as published
left join {{ ref('reference_indicators') }} as same on published.indicator = same.indicator::varchar
