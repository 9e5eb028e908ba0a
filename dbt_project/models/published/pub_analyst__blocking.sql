select * from {{ ref('fct_blocking') }}
