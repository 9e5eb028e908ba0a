select * from {{ ref('fct_disparity') }}
