-- One row for each value: every organisation, year, measure, series and release, as it is and as others may see it.
-- What is shown of this is chosen in fct_measures and the published layer, what is compared in int_changes_paired;
-- limits stand in int_limits_computed.
with arms as (
    select
        *,
        case when value_status in ('ok', 'interval_only') then 1 end as usable,
        kind in ('survey', 'survey_gap', 'pay_gap') as is_given,
        numerator_group = 'WHITE' as is_white_first
    from {{ ref('int_arms_disclosed') }}
),

shares as (
    select
        *,
        -- a survey's values are shares already, and pay is none
        usable * case when is_given then white_num else white_num / nullif(white_den, 0) end as white_value,
        usable * case when is_given then bme_num else bme_num / nullif(bme_den, 0) end as bme_value,
        usable * comparator_num / nullif(comparator_den, 0) as comparator_value,
        -- the likelihood above the line is that of the group which should not have the better of it
        if(is_white_first, white_value / nullif(bme_value, 0), bme_value / nullif(white_value, 0)) as ratio,
        -- all of unknown ethnicity moved to one side (E4); not known when their own counts contradict each other
        case when unknown_num <= unknown_den then 1 end as movable,
        movable * {{ relative_likelihood('white_num + unknown_num', 'white_den + unknown_den', 'bme_num', 'bme_den') }}
            as ratio_if_unknown_white,
        movable * {{ relative_likelihood('white_num', 'white_den', 'bme_num + unknown_num', 'bme_den + unknown_den') }}
            as ratio_if_unknown_bme
    from arms
)

select
    value_id,
    org_code,
    wres_year,
    measure_code,
    series_kind,
    source,
    release_year,
    is_current,
    basis,
    kind,
    is_white_first,
    case
        when value_status <> 'ok' then null
        when kind = 'ratio' then ratio
        when kind = 'share_gap' then bme_value - comparator_value
        when kind = 'survey_gap' then bme_value - white_value
        when kind = 'pay_gap' then (white_value - bme_value) / white_value
        else bme_value
    end as measure_value,
    white_value,
    bme_value,
    comparator_value,
    case when kind in ('share', 'share_gap') then usable * bme_num / nullif(white_num + bme_num, 0) end
        as bme_value_known,
    case when not is_given then white_num end as white_num,
    white_den,
    case when not is_given then bme_num end as bme_num,
    bme_den,
    comparator_num,
    comparator_den,
    comparator_is_whole,
    unknown_rate,
    numerator_unknown_rate,
    case when kind = 'ratio' and value_status = 'ok'
        then if(is_white_first, ratio_if_unknown_white, 1 / nullif(ratio_if_unknown_white, 0))
    end as value_if_unknown_white,
    case when kind = 'ratio' and value_status = 'ok'
        then if(is_white_first, ratio_if_unknown_bme, 1 / nullif(ratio_if_unknown_bme, 0))
    end as value_if_unknown_bme,
    -- events of the smaller arm; a survey's are its respondents who said yes
    case
        when kind = 'ratio' then least(white_num, bme_num)
        when kind in ('share', 'share_gap') then bme_num
        when kind in ('survey', 'survey_gap') then round(least(white_value * white_den, bme_value * bme_den))
    end as smaller_arm_events,
    value_status,
    is_public,
    band_kept
from shares
