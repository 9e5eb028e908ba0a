select * from {{ ref('fct_changes') }}
