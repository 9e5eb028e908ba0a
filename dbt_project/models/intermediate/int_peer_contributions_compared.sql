-- Today's contributions against those that each earlier release showed: how many organisations' changed, and whether
-- the change of the totals says of every one of them what it changed to, or from.
with releases as (
    select release from {{ ref('int_peer_releases_chosen') }}
),

earlier as (
    select release, aggregate_key, org_code, metric_value, category
    from {{ ref('int_peer_contributions_frozen') }}
    where release not in (from releases)
),

live as (
    select shown.release, listed.aggregate_key, listed.org_code, listed.metric_value, listed.category
    from {{ ref('int_peer_contributions_listed') }} as listed
    inner join (select distinct release, aggregate_key from earlier) as shown
        on listed.aggregate_key = shown.aggregate_key
),

changed as (
    select release, aggregate_key, org_code, earlier.category as category_before, live.category as category_now
    from live
    full join earlier using (release, aggregate_key, org_code)
    where
        live.metric_value is distinct from earlier.metric_value
        or live.category is distinct from earlier.category
),

moved as (
    select release, aggregate_key, category, sum(step) as net
    from (
        select release, aggregate_key, category_now as category, 1 as step from changed
        union all
        select release, aggregate_key, category_before as category, -1 as step from changed
    ) as moves
    where category is not null
    group by release, aggregate_key, category
),

furthest as (
    select release, aggregate_key, max(net) as gain, max(-net) as loss
    from moved
    group by release, aggregate_key
)

select
    changed.release,
    changed.aggregate_key,
    count(*) as organisations_changed,
    coalesce(any_value(furthest.gain) = count(changed.category_now), false)
    or coalesce(any_value(furthest.loss) = count(changed.category_before), false) as is_forced
from changed
left join furthest on changed.release = furthest.release and changed.aggregate_key = furthest.aggregate_key
group by changed.release, changed.aggregate_key
