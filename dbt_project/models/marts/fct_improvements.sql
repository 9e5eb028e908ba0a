select
    org_code,
    item_id,
    before_on,
    after_on,
    agreed_on,
    contact_role,
    contact_mailbox,
    link,
    what_was_done
from {{ ref('fct_agreements') }}
where state = 'named'
