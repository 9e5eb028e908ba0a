-- Every agreement to be named that is known on the day, withdrawn or not, and since when it was known here: the words
-- of its last file, the earliest day on which it was withdrawn, and whether the item did improve, lately or ever.
with received as (
    select
        agreements.*,
        arrivals.received_at,
        first_value(arrivals.received_at::date) over first_file as known_since
    from {{ ref('stg_learning__agreements') }} as agreements
    inner join {{ ref('stg_landing__arrivals') }} as arrivals
        on agreements.file_sha256 = arrivals.file_sha256 and arrivals.source = 'learning'
    inner join {{ ref('stg_landing__refresh') }} as refresh on agreements.agreed_on <= refresh.as_of
    window first_file as (
        partition by agreements.org_code, agreements.item_id, agreements.agreed_on order by arrivals.received_at
    )
),

latest as (
    select
        * exclude (withdrawn_on, received_at),
        min(withdrawn_on) over (partition by org_code, item_id, agreed_on) as withdrawn_on
    from received
    qualify
        row_number() over (
            partition by org_code, item_id, agreed_on order by received_at desc, file_sha256, file_line
        ) = 1
),

risen as (
    select
        items.org_code,
        items.item_id,
        categories.category_order > lag(categories.category_order) over assessments as has_risen
    from {{ ref('fct_items') }} as items
    inner join {{ ref('peer_categories') }} as categories
        on items.status = categories.status and categories.metric_kind = 'item'
    window assessments as (partition by items.org_code, items.item_id order by items.assessment_date)
),

ever_risen as (
    select distinct org_code, item_id from risen where has_risen
)

select
    latest.*,
    movers.before_on,
    movers.after_on,
    coalesce(movers.direction = 'up', false) as has_improved,
    ever_risen.org_code is not null as has_ever_improved
from latest
left join {{ ref('fct_movers') }} as movers
    on latest.org_code = movers.org_code and latest.item_id = movers.subject and movers.kind = 'item'
left join ever_risen on latest.org_code = ever_risen.org_code and latest.item_id = ever_risen.item_id
