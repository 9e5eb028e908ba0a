select * from {{ ref('fct_freshness') }}
