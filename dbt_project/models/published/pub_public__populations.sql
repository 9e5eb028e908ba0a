select * from {{ ref('fct_populations') }}
