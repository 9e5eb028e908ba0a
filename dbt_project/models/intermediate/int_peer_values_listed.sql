-- What organisations can be compared on: current values with a direction, in the class of their source. A confidential
-- value takes part only where its denominators are so large that every step of the rounding holds a possible value.
select
    described.org_code,
    described.wres_year,
    described.measure_code,
    if(described.is_public, 'published', 'private') as metric_class,
    described.value,
    described.ci_lower,
    described.ci_upper,
    {{ error_of_limits(
        'described.ci_lower', 'described.ci_upper', "registry.kind = 'ratio'", parameter('confidence_z')
    ) }}
        as value_error,
    {{ grain_of_counts(
        'registry.kind', 'described.bme_den', 'least(described.white_num, described.bme_num)',
        "if(described.is_public and registry.reference_time <> 'survey', " ~ parameter('count_rounding') ~ ', 1)'
    ) }} as grain,
    described.bme_den as denominator,
    described.comparator_value,
    described.is_public
    or coalesce(
        least(described.bme_den, coalesce(described.white_den, described.bme_den)) >= 1 / registry.private_step, false
    ) as takes_part
from {{ ref('int_measures_described') }} as described
inner join {{ ref('measures') }} as registry on described.measure_code = registry.measure_code
where
    described.is_current
    -- what is published is compared as everybody can read it: a middle of true counts would give a withheld one away
    and described.series_kind = if(described.is_public, 'public', 'own')
    and described.value is not null
    and registry.polarity <> 'neither'
