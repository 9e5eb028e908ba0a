-- What the private aggregates of this release are made of. Once published a release stays as it is: late returns wait
-- for the next. That one takes today's contributions to an aggregate only where they differ from every earlier
-- release's by nobody or by enough organisations; otherwise what was shown last stands.
with releases as (
    select release from {{ ref('int_peer_releases_chosen') }}
),

published_before as (
    select * from {{ ref('int_peer_contributions_frozen') }}
),

already_published as (
    select published_before.*
    from published_before
    inner join releases on published_before.release = releases.release
),

kept_back as (
    select compared.aggregate_key, max_by(compared.release, registry.opens_on) as last_release
    from {{ ref('int_peer_contributions_compared') }} as compared
    inner join {{ ref('peer_releases') }} as registry on compared.release = registry.release
    group by compared.aggregate_key
    having
        bool_or(
            compared.is_forced or compared.organisations_changed <= {{ parameter('peers_others_minimum') }}
        )
)

from already_published
union all by name
select listed.*, releases.release, releases.release as made_in
from {{ ref('int_peer_contributions_listed') }} as listed
cross join releases
where
    not exists (from already_published)
    and listed.aggregate_key not in (select aggregate_key from kept_back)
union all by name
select published_before.* replace (releases.release as release)
from published_before
inner join kept_back
    on published_before.aggregate_key = kept_back.aggregate_key and published_before.release = kept_back.last_release
cross join releases
where not exists (from already_published)
