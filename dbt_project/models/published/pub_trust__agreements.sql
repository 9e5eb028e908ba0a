select * from {{ ref('fct_agreements') }}
