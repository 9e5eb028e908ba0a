select
    trends.* exclude (value_id_first, value_id_last),
    last_value.series_kind,
    first_value.measure_value as value_first,
    last_value.measure_value as value_last,
    last_value.release_year,
    coalesce(precedence.is_public, false) as is_public
from {{ ref('int_trends_fitted') }} as trends
inner join {{ ref('int_measures_computed') }} as first_value on trends.value_id_first = first_value.value_id
inner join {{ ref('int_measures_computed') }} as last_value on trends.value_id_last = last_value.value_id
left join {{ ref('source_precedence') }} as precedence on last_value.source = precedence.source
