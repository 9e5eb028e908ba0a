-- Of each private metric in categories: how many others of a group are in each, and whether that may be shown (§5.4).
with minimums as (
    select * from {{ parameters(['peers_others_minimum', 'peers_category_minimum']) }}
),

contributions as (
    select
        settled.*,
        applications.org_code is not null as is_applicant
    from {{ ref('int_peer_contributions_settled') }} as settled
    left join (select distinct org_code from {{ ref('int_applications_open') }}) as applications
        on settled.org_code = applications.org_code
    where settled.category is not null
),

views as (
    select distinct ladder.*, contributions.metric, contributions.metric_kind
    from {{ ref('int_peer_ladders_climbed') }} as ladder
    inner join {{ ref('int_organisations_described') }} as organisations on ladder.org_code = organisations.org_code
    inner join contributions
        on ladder.peer_group = contributions.peer_group and ladder.group_key = contributions.group_key
    where organisations.is_in_scope
),

categories as (
    select distinct metric_kind, category, category_order from {{ ref('peer_categories') }}
),

counted as (
    select
        views.org_code,
        views.peer_group,
        views.private_rung,
        views.differs_enough,
        views.metric,
        views.metric_kind,
        categories.category,
        categories.category_order,
        count(others.org_code) as in_category,
        count(others.org_code) filter (not others.is_applicant) as in_category_not_applying
    from views
    inner join categories on views.metric_kind = categories.metric_kind
    left join contributions as others
        on
            views.peer_group = others.peer_group
            and views.group_key = others.group_key
            and views.metric = others.metric
            and categories.category = others.category
            and views.org_code <> others.org_code
    group by all
),

judged as (
    select
        counted.*,
        sum(in_category) over whole as others,
        named.item_id is not null as is_named,
        others >= minimums.peers_others_minimum and differs_enough as is_wide_enough,
        case
            when others < minimums.peers_others_minimum then 'too_few_others'
            when not differs_enough then 'groups_too_alike'
            when is_named then 'improvement_named'
            when
                max(in_category) over whole = others
                or min(nullif(in_category, 0)) over whole < minimums.peers_category_minimum
                then 'could_be_told'
        end as not_shown_reason,
        sum(in_category_not_applying) over whole - 1 >= minimums.peers_others_minimum
        and max(in_category_not_applying) over whole < sum(in_category_not_applying) over whole - 1
        and coalesce(
            min(nullif(in_category_not_applying, 0)) over whole - 1 >= minimums.peers_category_minimum, false
        ) as is_safe_for_panel
    from counted
    cross join minimums
    left join {{ ref('int_items_named') }} as named on counted.metric = named.item_id
    window whole as (partition by counted.org_code, counted.peer_group, counted.metric)
)

select * from judged
