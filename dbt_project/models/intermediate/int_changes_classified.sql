-- Direction and distinguishable are two facts that never merge (§4.3). Where two years cannot be compared neither
-- exists, nor does any number from which either could be worked out.
{% set z, probable_z = parameter('confidence_z'), parameter('probable_z') %}
with paired as (
    select
        pairs.*,
        later.kind,
        later.polarity,
        later.counts_for_g3,
        pairs.block_reason is null as comparable,
        {% for side, value in (('from', 'earlier'), ('to', 'later')) %}
        {% for column in (
            'measure_value', 'bme_value', 'white_value', 'ci_lower', 'ci_upper', 'probable_lower', 'probable_upper',
            'log_error'
        ) %}
        case when pairs.block_reason is null then {{ value }}.{{ column }} end as {{ column }}_{{ side }},
        {% endfor %}
        {% endfor %}
    from {{ ref('int_changes_paired') }} as pairs
    inner join {{ ref('int_series_chosen') }} as earlier on pairs.value_id_from = earlier.value_id
    inner join {{ ref('int_series_chosen') }} as later on pairs.value_id_to = later.value_id
),

classified as (
    select
        *,
        {{ classify('polarity', 'measure_value_from', 'measure_value_to', parameter('parity_upper')) }} as direction,
        -- BME staff fell further behind White staff, whichever way their own value moved
        kind = 'survey'
        and if(polarity = 'higher_is_better', white_value_to - bme_value_to, bme_value_to - white_value_to)
        > greatest(
            0, if(polarity = 'higher_is_better', white_value_from - bme_value_from, bme_value_from - white_value_from)
        )
            as gap_widened,
        sqrt(log_error_from ^ 2 + log_error_to ^ 2) as log_change_error,
        ln(measure_value_to / nullif(measure_value_from, 0)) as log_change
    from paired
),

bounded as (
    select
        *,
        {% for name, width in (('ci', z), ('probable', probable_z)) %}
        case
            when kind = 'ratio' then exp(log_change - {{ width }} * log_change_error)
            else
                {{ newcombe_lower('measure_value_to', name ~ '_lower_to', 'measure_value_from', name ~ '_upper_from') }}
        end as {{ name }}_change_lower,
        case
            when kind = 'ratio' then exp(log_change + {{ width }} * log_change_error)
            else
                {{ newcombe_upper('measure_value_to', name ~ '_upper_to', 'measure_value_from', name ~ '_lower_from') }}
        end as {{ name }}_change_upper,
        {% endfor %}
        -- what no change looks like: the same ratio, or no difference
        if(kind = 'ratio', 1, 0) as no_change
    from classified
)

select
    org_code,
    measure_code,
    year_from,
    year_to,
    comparable,
    block_reason,
    warnings,
    case
        when not comparable then 'not_comparable'
        when direction = 'improved' and gap_widened then 'improved_gap_widened'
        else direction
    end as change_class,
    counts_for_g3,
    measure_value_from as value_from,
    measure_value_to as value_to,
    case when kind = 'ratio' then exp(log_change) else measure_value_to - measure_value_from end as net_change,
    ci_change_lower as net_change_lower,
    ci_change_upper as net_change_upper,
    ci_change_lower > no_change or ci_change_upper < no_change as distinguishable,
    probable_change_lower > no_change or probable_change_upper < no_change as probable,
    series_kind,
    release_year,
    value_id_from,
    value_id_to
from bounded
