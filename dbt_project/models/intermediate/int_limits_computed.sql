-- Limits of every value (§4.1, §4.2): Wilson for a share, Newcombe for a gap, Koopman for a ratio with Katz beside it.
-- ci_ are the limits that are shown, probable_ the narrower ones that only a change is held against (§4.3).
with values_ as (
    select * from {{ ref('int_measures_computed') }} where value_status in ('ok', 'interval_only')
),

-- In I1 seniors are part of the workforce they are compared with. The gap to all staff is the gap to everyone else,
-- times the share of everyone else: an identity, and it leaves two independent groups for Newcombe's method.
parts as (
    select
        *,
        case kind
            when 'survey_gap' then white_value
            when 'share_gap'
                then if(
                    comparator_is_whole,
                    (comparator_num - bme_num) / nullif(comparator_den - bme_den, 0), comparator_value
                )
        end as other_value,
        case kind
            when 'survey_gap' then white_den
            when 'share_gap' then if(comparator_is_whole, comparator_den - bme_den, comparator_den)
        end as other_den,
        if(kind = 'share_gap' and comparator_is_whole, other_den / nullif(comparator_den, 0), 1) as other_weight,
        {{ log_ratio_error('white_num', 'white_den', 'bme_num', 'bme_den') }} as log_error
    from values_
),

{% set widths = {'ci': parameter('confidence_z'), 'probable': parameter('probable_z')} %}
wilson as (
    select
        *,
        {% for name, z in widths.items() %}
        {{ wilson_lower('bme_value * bme_den', 'bme_den', z) }} as {{ name }}_bme_lower,
        {{ wilson_upper('bme_value * bme_den', 'bme_den', z) }} as {{ name }}_bme_upper,
        {{ wilson_lower('other_value * other_den', 'other_den', z) }} as {{ name }}_other_lower,
        {{ wilson_upper('other_value * other_den', 'other_den', z) }}
            as {{ name }}_other_upper{{ "," if not loop.last }}
        {% endfor %}
    from parts
)

select
    wilson.value_id,
    {% for name in widths %}
    case
        when kind in ('share', 'survey') then {{ name }}_bme_lower
        when kind in ('share_gap', 'survey_gap') then other_weight * (
            {{ newcombe_lower('bme_value', name ~ '_bme_lower', 'other_value', name ~ '_other_upper') }}
        )
        {% if name == 'ci' %} when kind = 'ratio' then ratios.ci_lower {% endif %}
    end as {{ name }}_lower,
    case
        when kind in ('share', 'survey') then {{ name }}_bme_upper
        when kind in ('share_gap', 'survey_gap') then other_weight * (
            {{ newcombe_upper('bme_value', name ~ '_bme_upper', 'other_value', name ~ '_other_lower') }}
        )
        {% if name == 'ci' %} when kind = 'ratio' then ratios.ci_upper {% endif %}
    end as {{ name }}_upper,
    {% endfor %}
    case when kind = 'ratio' then log_error end as log_error,
    measure_value * exp(-{{ parameter('confidence_z') }} * if(kind = 'ratio', log_error, null)) as katz_lower,
    measure_value * exp({{ parameter('confidence_z') }} * if(kind = 'ratio', log_error, null)) as katz_upper
from wilson
left join {{ ref('int_ratios_bounded') }} as ratios on wilson.value_id = ratios.value_id
