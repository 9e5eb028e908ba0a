select * from {{ ref('fct_targets') }}
