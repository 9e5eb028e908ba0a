select * from {{ ref('fct_board') }}
