select * from {{ ref('fct_awards') }}
