select * from {{ ref('fct_unknown_rates') }}
