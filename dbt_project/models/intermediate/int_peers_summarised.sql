-- The others of each comparison: how many, their middle and quarters, and how many the organisation is ahead of.
with compared as (
    select
        views.*,
        own.metric_class as own_class,
        own.value as own_value,
        own.ci_lower as own_lower,
        own.ci_upper as own_upper,
        own.grain as own_grain,
        registry.kind = 'ratio' as is_ratio,
        registry.polarity,
        registry.private_step,
        others.value,
        others.value_error,
        -- whoever corrects a value again and again would find where exactly the next one's lies
        {% for side in ['own', 'others'] %}
        {{ merit(
            'if(' ~ "views.metric_class = 'private', " ~ to_step(side ~ '.value', 'registry.private_step') ~ ', '
            ~ side ~ '.value)', "registry.kind = 'ratio'", 'registry.polarity'
        ) }} as {{ side }}_merit,
        {% endfor %}
        applications.org_code is not null as is_applicant,
        published.org_code is not null as is_published
    from {{ ref('int_peer_views_listed') }} as views
    inner join {{ ref('measures') }} as registry on views.measure_code = registry.measure_code
    left join {{ ref('int_peer_values_listed') }} as own
        on
            views.org_code = own.org_code
            and views.measure_code = own.measure_code
            and views.wres_year = own.wres_year
    left join {{ ref('int_peer_values_united') }} as others
        on
            views.peer_group = others.peer_group
            and views.group_key = others.group_key
            and views.measure_code = others.measure_code
            and views.wres_year = others.wres_year
            and views.metric_class = others.metric_class
            and views.org_code <> others.org_code
    left join (select distinct org_code from {{ ref('int_applications_open') }}) as applications
        on others.org_code = applications.org_code
    left join {{ ref('int_measures_described') }} as published
        on
            others.org_code = published.org_code
            and others.measure_code = published.measure_code
            and others.wres_year = published.wres_year
            and published.series_kind = 'public'
            and published.is_current
)

select
    org_code,
    peer_group,
    group_key,
    measure_code,
    wres_year,
    metric_class,
    private_rung,
    is_ratio,
    polarity,
    private_step,
    count(value) as others,
    -- values that were confidential when they were frozen, and may have been published by name since
    count(value) filter (not is_published) as others_unknown,
    count(value) filter (not is_published and not is_applicant) as others_unknown_to_panel,
    quantile_cont(value, 0.25) as q1,
    quantile_cont(value, 0.5) as median,
    quantile_cont(value, 0.75) as q3,
    count(distinct {{ to_step('value', 'private_step') }}) as steps_taken,
    list(value_error) filter (value is not null) as errors,
    count(*) filter (others_merit < own_merit) as others_behind,
    any_value(own_class) as own_class,
    any_value(own_value) as own_value,
    any_value(own_lower) as own_lower,
    any_value(own_upper) as own_upper,
    any_value(own_grain) as own_grain
from compared
group by all
