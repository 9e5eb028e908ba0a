select * from {{ ref('fct_calendar') }}
