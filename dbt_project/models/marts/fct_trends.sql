select
    trends.* exclude (value_id_first, value_id_last),
    last_value.series_kind,
    first_value.measure_value as value_first,
    last_value.measure_value as value_last,
    last_value.release_year,
    -- a run is of one release; a trend of counts would need every count of it, and stays with who may see them
    coalesce(first_value.is_public and last_value.is_public, false) and last_value.kind in ('survey', 'survey_gap')
        as is_public
from {{ ref('int_trends_fitted') }} as trends
inner join {{ ref('int_measures_computed') }} as first_value on trends.value_id_first = first_value.value_id
inner join {{ ref('int_measures_computed') }} as last_value on trends.value_id_last = last_value.value_id
