with source as (
    select * from {{ cells(source('learning', 'agreements')) }}
),

renamed as (
    select
        org_code,
        item_id,
        agreed_on::date as agreed_on,
        nullif(withdrawn_on, '')::date as withdrawn_on,
        nullif(contact_role, '') as contact_role,
        nullif(contact_mailbox, '') as contact_mailbox,
        nullif(link, '') as link,
        what_was_done,
        file_sha256,
        file_line
    from source
)

select * from renamed
