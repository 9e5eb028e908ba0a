-- Ratios of two small numerators, of which others read the four-fifths band and nothing else (§5.3, D1): whether more
-- than one number of each small count gives this band. Otherwise whoever tries them all would have the count back.
{% set counts = ('white_num', 'white_den', 'bme_num', 'bme_den') %}
with few as (
    select
        value_id,
        numerator_group = 'WHITE' as is_of_white,
        {{ counts | join(', ') }}
    from {{ ref('int_arms_counted') }}
    where kind = 'ratio' and {{ is_small('white_num') }} and {{ is_small('bme_num') }}
),

numbers as (
    select unnest(range(1, {{ parameter('small_count_maximum') }}::bigint + 1)) as number
),

tried as (
    select
        few.*,
        {% for count in counts -%}
        if({{ is_small('few.' ~ count) }}, of_{{ count }}.number, few.{{ count }})
            as tried_{{ count }}{{ "," if not loop.last }}
        {% endfor %}
    from few
    {% for count in counts -%}
    inner join numbers as of_{{ count }} on {{ is_small('few.' ~ count) }} or of_{{ count }}.number = 1
    {% endfor %}
)

select
    value_id,
    {% for count in counts -%}
    (count(distinct tried_{{ count }}) > 1 or not bool_and({{ is_small(count) }})) {{ "and" if not loop.last }}
    {% endfor -%}
    as leaves_open
from tried
where
    {{ band_of_arms('is_of_white', 'tried_white_num', 'tried_white_den', 'tried_bme_num', 'tried_bme_den') }}
    = {{ band_of_arms('is_of_white', *counts) }}
group by value_id
