select * from {{ ref('fct_return_events') }}
