select * from {{ ref('fct_trends') }}
