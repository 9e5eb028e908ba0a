select * from {{ ref('fct_quality') }}
