select * from {{ ref('fct_levels') }}
