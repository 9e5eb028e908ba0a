select * from {{ ref('fct_items') }}
