select * from {{ ref('fct_completeness') }}
