-- Today's contributions against those that each earlier release showed: how many organisations' changed, and whether
-- the change of the totals says of every one of them what it changed to, or from. Whoever is one of those that changed
-- takes itself out first, and a panel all applicants.
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
    select
        release,
        aggregate_key,
        applications.org_code is not null as is_applicant,
        earlier.category as category_before,
        live.category as category_now
    from live
    full join earlier using (release, aggregate_key, org_code)
    left join (select distinct org_code from {{ ref('int_applications_open') }}) as applications using (org_code)
    where
        live.metric_value is distinct from earlier.metric_value
        or live.category is distinct from earlier.category
),

-- once for a trust, to which every other is unknown, and once for a panel
unknown as (
    select *, 'trust' as audience from changed
    union all
    select *, 'panel' as audience from changed where not is_applicant
),

moved as (
    select release, aggregate_key, audience, category, sum(step) as net
    from (
        select release, aggregate_key, audience, category_now as category, 1 as step from unknown
        union all
        select release, aggregate_key, audience, category_before as category, -1 as step from unknown
    ) as moves
    where category is not null
    group by release, aggregate_key, audience, category
),

furthest as (
    select release, aggregate_key, audience, max(net) as gain, max(-net) as loss
    from moved
    group by release, aggregate_key, audience
)

select
    unknown.release,
    unknown.aggregate_key,
    unknown.audience,
    count(*) as organisations_changed,
    -- one taken out moves a total by one, and the number of those that changed by another
    coalesce(any_value(furthest.gain) >= count(unknown.category_now) - 2, false)
    or coalesce(any_value(furthest.loss) >= count(unknown.category_before) - 2, false) as is_forced
from unknown
left join furthest
    on
        unknown.release = furthest.release
        and unknown.aggregate_key = furthest.aggregate_key
        and unknown.audience = furthest.audience
group by unknown.release, unknown.aggregate_key, unknown.audience
