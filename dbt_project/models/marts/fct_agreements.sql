select
    known.org_code,
    known.item_id,
    known.agreed_on,
    known.withdrawn_on,
    case
        when known.withdrawn_on <= refresh.as_of then 'withdrawn'
        when
            known.agreed_on < max(known.agreed_on) over (partition by known.org_code, known.item_id)
            then 'replaced'
        when not known.has_improved then 'not_improved'
        when not_named.item_id is not null then not_named.status
        when named.item_id is null then 'compared_in_shares'
        else 'named'
    end as state,
    known.before_on,
    known.after_on,
    known.contact_role,
    known.contact_mailbox,
    known.link,
    known.what_was_done
from {{ ref('int_agreements_received') }} as known
cross join {{ ref('stg_landing__refresh') }} as refresh
left join {{ ref('items_not_named') }} as not_named on known.item_id = not_named.item_id
left join {{ ref('int_items_named') }} as named on known.item_id = named.item_id
