select * from {{ ref('fct_checks') }}
