select * from {{ ref('fct_peer_contributions') }}
