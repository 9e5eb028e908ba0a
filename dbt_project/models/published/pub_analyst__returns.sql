select * from {{ ref('fct_returns') }}
