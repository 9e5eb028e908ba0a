select
    computed.org_code,
    computed.wres_year,
    computed.measure_code,
    computed.measure_value as value,
    case when computed.value_status in ('ok', 'interval_only') then computed.ci_lower end as ci_lower,
    -- without events in the other arm a ratio has no upper limit
    case when computed.value_status in ('ok', 'interval_only') and isfinite(computed.ci_upper) then computed.ci_upper end
        as ci_upper,
    computed.white_value,
    computed.bme_value,
    computed.comparator_value,
    computed.white_num::bigint as white_num,
    computed.white_den::bigint as white_den,
    computed.bme_num::bigint as bme_num,
    computed.bme_den::bigint as bme_den,
    computed.comparator_num::bigint as comparator_num,
    computed.comparator_den::bigint as comparator_den,
    computed.unknown_rate,
    case
        when computed.kind <> 'ratio' then null
        when computed.measure_value > {{ parameter('parity_upper') }} then 'adverse_to_bme'
        when computed.measure_value < {{ parameter('parity_lower') }} then 'adverse_to_white'
        when computed.measure_value is not null then 'non_adverse'
        else 'not_calculable'
    end as band,
    case
        when computed.value_status not in ('ok', 'interval_only') then null
        when computed.smaller_arm_events >= {{ parameter('reliability_a_events') }} then 'A'
        when computed.smaller_arm_events >= {{ parameter('reliability_b_events') }} then 'B'
        when computed.smaller_arm_events >= 1 then 'C'
        when computed.smaller_arm_events = 0 then 'D'
    end as reliability,
    computed.value_status,
    case
        when computed.value_status not in ('ok', 'interval_only') then computed.value_status
        when computed.ci_lower is null then 'no_respondent_count'
        when not isfinite(computed.ci_upper) then 'no_upper_limit'
        else 'ok'
    end as interval_status,
    make_date(computed.wres_year::integer, 3, 31) as snapshot_on,
    case when computed.kind = 'survey' then computed.wres_year - 1 end as nss_year,
    computed.source,
    computed.release_year,
    precedence.is_public
from {{ ref('int_measures_computed') }} as computed
inner join {{ ref('source_precedence') }} as precedence on computed.source = precedence.source
