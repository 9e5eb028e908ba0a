-- Medians and quarters as they may be shown: confidential ones to the measure's step, and only where enough others
-- could each have been the value by their known denominators, so that none can be told from it.
with rounded as (
    select
        summarised.* exclude (q1, median, q3, errors),
        if(metric_class = 'private', {{ to_step('q1', 'private_step') }}, q1) as q1,
        if(metric_class = 'private', {{ to_step('median', 'private_step') }}, median) as median,
        if(metric_class = 'private', {{ to_step('q3', 'private_step') }}, q3) as q3,
        {{ median_error('errors', 'limits.confidence_z') }} as median_error
    from {{ ref('int_peers_summarised') }} as summarised
    cross join {{ parameters(['confidence_z']) }} as limits
),

possible as (
    select
        rounded.org_code,
        rounded.peer_group,
        rounded.measure_code,
        rounded.wres_year,
        {% for quarter in ['q1', 'median', 'q3'] %}
        count(*) filter (
            {{ could_be(
                'rounded.' ~ quarter, 'rounded.private_step', 'others.denominator', 'others.comparator_value'
            ) }}
        ) as could_be_{{ quarter }},
        {% endfor %}
    from rounded
    inner join {{ ref('int_peer_values_united') }} as others
        on
            rounded.peer_group = others.peer_group
            and rounded.group_key = others.group_key
            and rounded.measure_code = others.measure_code
            and rounded.wres_year = others.wres_year
            and rounded.metric_class = others.metric_class
            and rounded.org_code <> others.org_code
    where rounded.metric_class = 'private'
    group by rounded.org_code, rounded.peer_group, rounded.measure_code, rounded.wres_year
)

select
    rounded.*,
    least(possible.could_be_q1, possible.could_be_median, possible.could_be_q3) as could_be_fewest
from rounded
left join possible
    on
        rounded.metric_class = 'private'
        and rounded.org_code = possible.org_code
        and rounded.peer_group = possible.peer_group
        and rounded.measure_code = possible.measure_code
        and rounded.wres_year = possible.wres_year
