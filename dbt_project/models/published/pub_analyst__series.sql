select * from {{ ref('fct_series') }}
