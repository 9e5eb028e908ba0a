select * from {{ ref('fct_measures') }}
