select * exclude (series_kind, is_current)
from {{ ref('int_measures_described') }}
where series_kind = 'public' and is_current
