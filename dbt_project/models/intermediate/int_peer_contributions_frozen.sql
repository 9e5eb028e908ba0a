-- What each release so far was made of. Statuses are frozen, and their categories are those of today's registry.
select frozen.*, categories.category
from {{ ref('stg_landing__peer_contributions') }} as frozen
left join {{ ref('peer_categories') }} as categories
    on frozen.metric_kind = categories.metric_kind and frozen.status = categories.status
-- versions before 0.7.0 froze awards, too, which are public
where frozen.metric <> 'level_awarded'
