select * exclude (series_kind, is_current)
from {{ ref('int_measures_described') }}
where is_current and series_kind = 'own'
