with arms as (
    select *, case when value_status in ('ok', 'interval_only') then 1 end as usable
    from {{ ref('int_arms_counted') }}
),

shares as (
    select
        *,
        {{ parameter('confidence_z') }} as z,
        -- a survey's values are shares already; their denominators are respondents, where a release gives them
        usable * case when kind = 'survey' then white_num else white_num / nullif(white_den, 0) end as white_value,
        usable * case when kind = 'survey' then bme_num else bme_num / nullif(bme_den, 0) end as bme_value,
        usable * comparator_num / nullif(comparator_den, 0) as comparator_value
    from arms
),

-- In I1 seniors are part of the workforce they are compared with. The gap to all staff is the gap to everyone else,
-- times the share of everyone else: an identity, and it leaves two independent groups for Newcombe's method.
parts as (
    select
        *,
        case when comparator_is_whole then (comparator_num - bme_num) / nullif(comparator_den - bme_den, 0) else comparator_value end
            as other_value,
        case when comparator_is_whole then comparator_den - bme_den else comparator_den end as other_den,
        case when comparator_is_whole then (comparator_den - bme_den) / nullif(comparator_den, 0) else 1 end as other_weight
    from shares
),

bounded as (
    select
        *,
        {{ wilson_lower('bme_value * bme_den', 'bme_den', 'z') }} as bme_lower,
        {{ wilson_upper('bme_value * bme_den', 'bme_den', 'z') }} as bme_upper,
        {{ wilson_lower('other_value * other_den', 'other_den', 'z') }} as other_lower,
        {{ wilson_upper('other_value * other_den', 'other_den', 'z') }} as other_upper
    from parts
)

select
    bounded.org_code,
    bounded.wres_year,
    bounded.measure_code,
    case
        when bounded.value_status <> 'ok' then null
        when kind = 'ratio' and numerator_group = 'WHITE' then white_value / bme_value
        when kind = 'ratio' then bme_value / white_value
        when kind = 'share_gap' then bme_value - comparator_value
        else bme_value
    end as measure_value,
    case kind
        when 'ratio' then ratios.ci_lower
        when 'share_gap' then other_weight * ({{ newcombe_lower('bme_value', 'bme_lower', 'other_value', 'other_upper') }})
        else bme_lower
    end as ci_lower,
    case kind
        when 'ratio' then ratios.ci_upper
        when 'share_gap' then other_weight * ({{ newcombe_upper('bme_value', 'bme_upper', 'other_value', 'other_lower') }})
        else bme_upper
    end as ci_upper,
    bounded.white_value,
    bounded.bme_value,
    bounded.comparator_value,
    case when kind <> 'survey' then white_num end as white_num,
    white_den,
    case when kind <> 'survey' then bme_num end as bme_num,
    bme_den,
    comparator_num,
    comparator_den,
    unknown_rate,
    kind,
    -- events of the smaller arm; a survey's are its respondents who said yes
    case kind
        when 'ratio' then least(white_num, bme_num)
        when 'share_gap' then bme_num
        else round(least(white_value * white_den, bme_value * bme_den))
    end as smaller_arm_events,
    bounded.value_status,
    bounded.source,
    bounded.release_year,
    bounded.basis
from bounded
left join {{ ref('int_ratios_bounded') }} as ratios
    on
        bounded.org_code = ratios.org_code
        and bounded.wres_year = ratios.wres_year
        and bounded.measure_code = ratios.measure_code
