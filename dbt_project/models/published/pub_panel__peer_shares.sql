with facts as (
    {{ as_panel_sees(ref('fct_peer_shares'), 'facts.metric', ['category', 'others_in_category', 'share']) }}
)

-- categories that are suppressed are one row
select distinct * from facts
