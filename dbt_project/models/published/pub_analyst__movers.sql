select * from {{ ref('fct_movers') }}
