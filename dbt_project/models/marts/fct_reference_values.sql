select
    area_level,
    area_name,
    wres_year,
    indicator,
    reference_value,
    reference_source,
    reference_url,
    notes
from {{ ref('stg_wres__reference_values') }}
