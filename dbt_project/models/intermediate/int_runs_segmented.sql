-- Years of a measure in runs that no break, merger or missing year divides (§4.4).
with series as (
    select
        *,
        lag(value_id) over (partition by org_code, measure_code order by wres_year) as value_id_before
    from (
        select *
        from {{ ref('int_series_chosen') }}
        -- pooled years overlap, so their points are no independent ones to fit
        where value_status = 'ok' and years_pooled = 1 and series_kind in ('own', 'proforma')
        qualify
            -- the newest release holds the survey's whole history on one footing
            (
                reference_time <> 'survey'
                or release_year is not distinct from max(release_year) over (partition by org_code, measure_code)
            )
            and row_number() over (
                partition by org_code, measure_code, wres_year order by series_kind desc, release_year desc nulls last
            ) = 1
    )
)

select
    {% for column in (
        'value_id', 'org_code', 'measure_code', 'wres_year', 'kind', 'polarity', 'measure_value', 'bme_den',
        'log_error', 'ci_lower', 'ci_upper'
    ) %}
    series.{{ column }},
    {% endfor %}
    -- a year that cannot be compared with the one before it begins a new run
    sum(case when steps.comparable and series.wres_year = steps.year_from + 1 then 0 else 1 end) over (
        partition by series.org_code, series.measure_code order by series.wres_year
    ) as segment
from series
left join {{ ref('int_changes_classified') }} as steps
    on series.value_id = steps.value_id_to and series.value_id_before = steps.value_id_from
