-- The first condition that does not hold decides; the last step of every item never holds, and so says the outcome.
{% set names = [
    'declared', 'evidence', 'dated', 'value', 'second', 'third', 'missing', 'months', 'share', 'second_share', 'interval',
    'second_interval', 'limit', 'count', 'short', 'last', 'gap', 'period', 'aging'
] -%}
with decided as (
    select
        *,
        min(step) filter (not is_held) over (partition by file_sha256, item_id) as decided_at
    from {{ ref('int_conditions_evaluated') }}
),

judged as (
    select
        file_sha256,
        item_id,
        max(status_if_not) filter (step = decided_at) as status,
        max(cause) filter (step = decided_at) as cause,
        max(sentence) filter (step = decided_at) as sentence,
        min(holds_until) filter (step < decided_at) as holds_until,
        max(computed_stale_on) filter (step = decided_at) as computed_stale_on,
        -- the outcome speaks of what the steps before it found
        {% for name in names -%}
        max_by(words.{{ name }}, step) filter (step <= decided_at and words.{{ name }} is not null) as {{ name }}_words{{ ',' if not loop.last }}
        {% endfor %}
    from decided
    where step <= decided_at
    group by file_sha256, item_id
)

select
    file_sha256,
    item_id,
    status,
    cause,
    {%- set words = {} -%}
    {%- for name in names -%} {%- do words.update({name: name ~ '_words'}) -%} {%- endfor %}
    {{ fill_in('sentence', words) }} as reason,
    case
        when status in ('met', 'met_min', 'panel_judgement') then coalesce(computed_stale_on, holds_until + 1)
    end as stale_on
from judged
