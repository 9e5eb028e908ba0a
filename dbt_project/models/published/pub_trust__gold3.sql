select * from {{ ref('fct_gold3') }}
