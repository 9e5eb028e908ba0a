-- What is published stands in every file in its public form; an applicant's other figures are added to it.
select
    described.* exclude (series_kind, is_current)
    replace (
        -- beside the true share of BME staff a true White share would give those of unknown ethnicity
        case when registry.kind = 'ratio' then described.white_value end as white_value,
        null::double as bme_value_known,
        {% for column in ('white_num', 'white_den', 'bme_num', 'bme_den', 'comparator_num', 'comparator_den') -%}
        {{ shown_count('described.' ~ column) }}::bigint as {{ column }}{{ "," if not loop.last }}
        {% endfor %}
    )
from {{ ref('int_measures_described') }} as described
inner join {{ ref('measures') }} as registry on described.measure_code = registry.measure_code
where
    described.series_kind = 'panel'
    and described.org_code in (select applications.org_code from {{ ref('int_applications_open') }} as applications)
