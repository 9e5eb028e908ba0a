select
    * exclude (counts_for_g3, value_id_from, value_id_to) replace ('own' as series_kind),
    true as is_public
from {{ ref('int_changes_classified') }}
where series_kind = 'public'
