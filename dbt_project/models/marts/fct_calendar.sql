-- Past the day of a collection, nothing in the warehouse is no proof that nothing was sent: the state is not known.
with dated as (
    select
        listed.*,
        obligations.about as about_words,
        obligations.basis as basis_words,
        items.item_name,
        starts_with(listed.kind, 'wres_') as is_collected,
        -- what had lapsed before the assessment is overdue, on a day that nobody gave
        if(listed.kind = 'evidence' and due_on is null, 'overdue', {{ due_state('due_on', 'is_done') }}) as state
    from {{ ref('int_obligations_listed') }} as listed
    inner join {{ ref('obligations') }} as obligations on listed.kind = obligations.kind
    left join {{ ref('items') }} as items on listed.item_id = items.item_id
),

explained as (
    select
        *,
        case
            when due_on is not null then if(is_collected and state = 'overdue', 'not_seen', 'dated')
            when is_collected then 'date_not_announced'
            when kind = 'award_end' then 'no_end_date'
            when kind = 'evidence' then 'lapsed_before'
            else 'none_on_record'
        end as status
    from dated
)

{% set words = {
    'year': 'wres_year::varchar',
    'confidence': "coalesce(confidence, 'not announced yet')",
    'last': 'coalesce(' ~ day_words('last_on') ~ ", 'none on record')",
    'level': 'level_awarded',
    'item': 'item_id',
    'asked': 'item_name',
} -%}
select
    org_code,
    obligation,
    kind,
    item_id,
    wres_year::integer as wres_year,
    {{ fill_in('about_words', words) }} as about,
    due_on,
    if(status = 'not_seen', null, state) as state,
    status,
    {{ fill_in('basis_words', words) }} as basis
from explained
