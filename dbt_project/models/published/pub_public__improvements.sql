select * from {{ ref('fct_improvements') }}
