select * from {{ ref('fct_funnels') }}
where metric_class = 'private'
