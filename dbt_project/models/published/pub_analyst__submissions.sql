select * from {{ ref('fct_submissions') }}
