-- Items of which an improvement is or was named: known here before any share of their statuses could be shown. From
-- then on no share of them is, since whoever knows the status of one organisation can take it out (§5.4), and nobody
-- forgets what was named when it is withdrawn.
select known.item_id
from {{ ref('int_agreements_received') }} as known
left join {{ ref('int_metrics_compared') }} as compared on known.item_id = compared.metric
where
    known.has_ever_improved
    and known.item_id not in (select item_id from {{ ref('items_not_named') }})
group by known.item_id, compared.compared_since
having compared.compared_since is null or min(known.known_since) < compared.compared_since
