-- One row for each value that may be compared with that of another year: own and pro-forma ones, and every release of
-- the survey, since only values of one release can be compared.
select
    computed.*,
    limits.* exclude (value_id),
    registry.polarity,
    registry.reference_time,
    registry.counts_for_g3,
    registry.years_pooled,
    coalesce(registry.parent_code, registry.measure_code) as indicator,
    bool_or(computed.series_kind = 'proforma') over (
        partition by computed.org_code, computed.measure_code, computed.wres_year
    ) as is_before_merger
from {{ ref('int_measures_computed') }} as computed
inner join {{ ref('measures') }} as registry on computed.measure_code = registry.measure_code
left join {{ ref('int_limits_computed') }} as limits on computed.value_id = limits.value_id
where computed.is_current or registry.reference_time = 'survey'
