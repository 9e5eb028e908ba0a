select
    changes.* exclude (counts_for_g3, value_id_from, value_id_to),
    coalesce(earlier.is_public and later.is_public, false) as is_public
from {{ ref('int_changes_classified') }} as changes
inner join {{ ref('int_measures_computed') }} as earlier on changes.value_id_from = earlier.value_id
inner join {{ ref('int_measures_computed') }} as later on changes.value_id_to = later.value_id
where changes.series_kind in ('own', 'proforma')
