-- Items of which shares of statuses could have been shown to anybody, in this release or an earlier one, and since
-- when. Whoever reads, a member or not, leaves out themselves; what a group or a rung of the ladder hides counts as
-- shown, so that nothing which was shown is missed.
with contributions as (
    select release, aggregate_key, metric, category from {{ ref('int_peer_contributions_settled') }}
    union all
    select release, aggregate_key, metric, category from {{ ref('int_peer_contributions_frozen') }}
    where release not in (select release from {{ ref('int_peer_releases_chosen') }})
),

counted as (
    select release, aggregate_key, metric, category, count(*) as members
    from contributions
    where category is not null
    group by all
),

readers as (
    select release, aggregate_key, category as own from counted
    union all
    select distinct release, aggregate_key, null from counted
),

seen as (
    select
        counted.release, counted.aggregate_key, counted.metric, readers.own,
        counted.members - if(counted.category is not distinct from readers.own, 1, 0) as others
    from counted
    inner join readers on counted.release = readers.release and counted.aggregate_key = readers.aggregate_key
),

judged as (
    select release, metric, sum(others) as others, max(others) as most, min(nullif(others, 0)) as least
    from seen
    group by release, aggregate_key, metric, own
)

select judged.metric, min(releases.opens_on) as compared_since
from judged
inner join {{ ref('peer_releases') }} as releases on judged.release = releases.release
where
    judged.others >= {{ parameter('peers_others_minimum') }}
    and judged.least >= {{ parameter('peers_category_minimum') }}
    and judged.most < judged.others
group by judged.metric
