select * from {{ ref('fct_applications') }}
