-- Every value with its limits and what a reader must know before believing it.
select
    computed.org_code,
    computed.wres_year,
    computed.measure_code,
    computed.series_kind,
    computed.is_current,
    computed.measure_value as value,
    limits.ci_lower,
    -- without events in the other arm a ratio has no upper limit
    case when isfinite(limits.ci_upper) then limits.ci_upper end as ci_upper,
    limits.katz_lower,
    limits.katz_upper,
    computed.white_value,
    computed.bme_value,
    computed.comparator_value,
    computed.bme_value_known,
    computed.white_num::bigint as white_num,
    computed.white_den::bigint as white_den,
    computed.bme_num::bigint as bme_num,
    computed.bme_den::bigint as bme_den,
    computed.comparator_num::bigint as comparator_num,
    computed.comparator_den::bigint as comparator_den,
    computed.unknown_rate,
    computed.numerator_unknown_rate,
    coalesce(
        greatest(computed.unknown_rate, computed.numerator_unknown_rate)
        > {{ parameter('unknown_rate_low_confidence') }},
        -- what others may not see is not said to be low
        case when computed.series_kind in ('own', 'proforma') then false end
    ) as low_confidence,
    computed.value_if_unknown_white,
    computed.value_if_unknown_bme,
    {% set parity_lower, parity_upper = parameter('parity_lower'), parameter('parity_upper') %}
    case
        when computed.value_if_unknown_white is not null and computed.value_if_unknown_bme is not null
            then {{ four_fifths_band('value_if_unknown_white', parity_lower, parity_upper) }}
            <> {{ four_fifths_band('value_if_unknown_bme', parity_lower, parity_upper) }}
    end as unknown_sensitive,
    case
        when computed.value_status = 'small_numbers' then computed.band_kept
        when computed.kind = 'ratio' then {{ four_fifths_band('measure_value', parity_lower, parity_upper) }}
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
        when computed.kind = 'pay_gap' then 'no_interval'
        when limits.ci_lower is null then 'no_respondent_count'
        when not isfinite(limits.ci_upper) then 'no_upper_limit'
        else 'ok'
    end as interval_status,
    make_date(computed.wres_year, 3, 31) as snapshot_on,
    case when registry.reference_time = 'flow'
        then make_date(
            computed.wres_year - if(computed.basis = 'rolling2', 2, registry.years_pooled)::integer, 4, 1
        )
    end as period_start,
    case when registry.reference_time = 'survey' then computed.wres_year - 1 end as nss_year,
    computed.basis,
    computed.source,
    computed.release_year,
    -- that another source says otherwise is nobody else's
    case when computed.series_kind in ('own', 'proforma') then conflicts.org_code is not null end as conflict,
    coalesce(computed.is_public, false) as is_public
from {{ ref('int_measures_computed') }} as computed
inner join {{ ref('measures') }} as registry on computed.measure_code = registry.measure_code
left join {{ ref('int_limits_computed') }} as limits on computed.value_id = limits.value_id
left join {{ ref('int_source_conflicts_listed') }} as conflicts
    on
        computed.org_code = conflicts.org_code
        and computed.wres_year = conflicts.wres_year
        and split_part(computed.measure_code, '.', 1) = conflicts.indicator
        and computed.series_kind = 'own'
        and computed.is_current
