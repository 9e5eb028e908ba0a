select * from {{ ref('fct_funnel_limits') }}
where metric_class = 'published'
