-- The curves of every funnel (§4.5) at steps between its smallest and largest organisation, so that a page draws them
-- without arithmetic: by respondents (steps grow by a factor) or by the precision of a ratio's logarithm (even steps).
with ends as (
    select
        peer_group,
        group_key,
        wres_year,
        measure_code,
        min(denominator) as fewest,
        max(denominator) as most,
        min(log_precision) as least_precise,
        max(log_precision) as most_precise
    from {{ ref('fct_funnels') }}
    where shown
    group by peer_group, group_key, wres_year, measure_code
),

numbered as (
    select unnest(range(funnel_steps::bigint)) as step, step / (funnel_steps - 1) as part
    from {{ parameters(['funnel_steps']) }} as registry
),

steps as (
    select
        pooled.*,
        numbered.step,
        fewest * (most / fewest) ^ part as denominator,
        least_precise + (most_precise - least_precise) * part as log_precision
    from ends
    inner join {{ ref('int_funnels_pooled') }} as pooled using (peer_group, group_key, wres_year, measure_code)
    cross join numbered
)

select
    peer_group,
    group_key,
    wres_year,
    measure_code,
    metric_class,
    step::integer as step,
    denominator,
    log_precision,
    centre,
    {{ funnel_limits('is_ratio', 'centre', 'denominator', '1 / log_precision', 'tau2') }}
from steps
