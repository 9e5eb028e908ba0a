-- The allow-list of this release: every group that an organisation may be compared within, and what it may show.
with minimums as (
    select * from {{ parameters(['peers_others_minimum', 'peers_quartile_minimum']) }}
),

sizes as (
    select group_key, peer_group, count(*) as members
    from {{ ref('int_peer_groups_formed') }}
    group by all
),

listed as (
    select
        members.org_code,
        members.peer_group,
        members.group_key,
        sizes.members - 1 as others,
        registry.peer_group_name,
        registry.private_rung::integer as private_rung,
        registry.published_rung::integer as published_rung,
        coalesce(ladder.has_enough and ladder.differs_enough, false) as is_allowed,
        ladder.has_enough,
        bool_or(is_allowed) over (
            partition by members.org_code
            order by registry.private_rung nulls last
            rows between unbounded preceding and 1 preceding
        ) as is_already_shown,
        bool_or(is_allowed) over (
            partition by members.org_code
            order by registry.private_rung nulls last
            rows between 1 following and unbounded following
        ) as is_shown_further_on
    from {{ ref('int_peer_groups_formed') }} as members
    inner join sizes on members.peer_group = sizes.peer_group and members.group_key = sizes.group_key
    inner join {{ ref('peer_groups') }} as registry on members.peer_group = registry.peer_group
    inner join {{ ref('int_organisations_described') }} as organisations
        on members.org_code = organisations.org_code and organisations.is_in_scope
    left join {{ ref('int_peer_ladders_climbed') }} as ladder
        on members.org_code = ladder.org_code and members.peer_group = ladder.peer_group
)

select
    listed.org_code,
    listed.peer_group,
    listed.peer_group_name,
    listed.group_key,
    listed.others,
    if(listed.private_rung is null, 'published', 'published and private') as use,
    listed.private_rung,
    listed.published_rung,
    case
        when listed.private_rung is null then 'published_only'
        when listed.is_already_shown then 'not_needed'
        when listed.is_allowed and listed.others >= minimums.peers_quartile_minimum then 'ribbon_and_quartile'
        when listed.is_allowed then 'ribbon'
        when listed.is_shown_further_on then 'falls_back'
        else 'not_shown'
    end as private_view,
    case private_view
        when 'published_only' then 'Published figures only: what is confidential is never compared within this group.'
        when 'not_needed' then
            'Not used for confidential figures: a narrower group has enough others, and only one group is ever shown, '
            || 'so that nothing can be found by subtracting one from another.'
        when 'ribbon_and_quartile' then
            'Confidential figures of ' || listed.others || ' others are shown as a median, a range and a quartile.'
        when 'ribbon' then
            'Confidential figures of ' || listed.others || ' others are shown as a median and a range; a quartile '
            || 'needs ' || minimums.peers_quartile_minimum::integer || ' others.'
        else
            if(
                listed.has_enough,
                'This group differs from a narrower one by fewer than ' || minimums.peers_others_minimum::integer
                || ' organisations, which could then be told apart',
                if(listed.others = 0, 'No other', 'Only ' || listed.others || ' other')
                || if(listed.others = 1, '', 's') || ', fewer than '
                || minimums.peers_others_minimum::integer
            )
            || if(
                private_view = 'falls_back',
                ', so confidential figures are compared within a wider group.',
                ', and there is no wider group: confidential figures of others are not shown.'
            )
    end as sentence
from listed
cross join minimums
