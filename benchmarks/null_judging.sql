-- One cell of the null calibration: organisations without true differences, drawn many times into the table `drawn`
-- (events and people of two arms, score limits of ratios), judged by the macros that the warehouse itself uses.
{% set of_kind, of_polarity, is_ratio = "'" ~ kind ~ "'", "'" ~ polarity ~ "'", kind == 'ratio' %}
{% set z = parameter('confidence_z') %}
with wilson as (
    select
        *,
        x1 / n1 as p1,
        x2 / n2 as p2,
        {{ wilson_lower('x1', 'n1', z) }} as lower_1,
        {{ wilson_upper('x1', 'n1', z) }} as upper_1,
        {{ wilson_lower('x2', 'n2', z) }} as lower_2,
        {{ wilson_upper('x2', 'n2', z) }} as upper_2,
        {{ rounded_log_error('x1', 'n1', 'x2', 'n2', 0 if rounding == 1 else rounding) }} as log_error
    from drawn
),

estimated as (
    select
        simulation, organisation, x1, n1, x2, n2, log_error,
        {% if is_ratio %}
        case when x1 > 0 then {{ relative_likelihood('x1', 'n1', 'x2', 'n2') }} end as measured,
        ratio_lower as low,
        ratio_upper as high
        {% elif kind == 'survey' %}
        p1 as measured,
        lower_1 as low,
        upper_1 as high
        {% else %}
        p1 - p2 as measured,
        {{ newcombe_lower('p1', 'lower_1', 'p2', 'upper_2') }} as low,
        {{ newcombe_upper('p1', 'upper_1', 'p2', 'lower_2') }} as high
        {% endif %}
    from wilson
),

-- without a value there is nothing to judge and nothing that others are held against
valued as (
    select *, {{ error_of_limits('low', 'high', is_ratio, z) }} as own_error from estimated where measured is not null
),

compared as (
    select
        own.*,
        others.middle,
        {{ median_error('others.errors', z) }} as middle_error
    from valued as own
    inner join (
        select
            one.simulation,
            one.organisation,
            quantile_cont(another.measured, 0.5) as middle,
            list(another.own_error) as errors
        from valued as one
        inner join valued as another
            on one.simulation = another.simulation and one.organisation <> another.organisation
        group by one.simulation, one.organisation
    ) as others on own.simulation = others.simulation and own.organisation = others.organisation
),

positions as (
    select
        {{ peer_position(
            'measured', 'low', 'high', 'middle', 'middle_error', is_ratio, of_polarity, z,
            grain=grain_of_counts(of_kind, 'n1', 'least(x1, x2)', rounding)
        ) }} as adopted,
        {{ peer_position('measured', 'low', 'high', 'middle', '0', is_ratio, of_polarity, z) }} as plain
    from compared
),

scored as (
    select
        *,
        {{ 'pooled' if is_ratio else 'share' }} as centre,
        {{ "(ln(measured) - ln(pooled)) / log_error" if is_ratio else 'null' }} as score
    from valued
    inner join (
        select
            simulation,
            sum(x1) / sum(n1) as share,
            {{ mantel_haenszel_ratio('x1', 'n1', 'x2', 'n2', 'organisation') }} as pooled
        from drawn
        group by simulation
    ) as pools using (simulation)
),

spread as (
    select
        simulation,
        count(*) as organisations,
        list(score order by score) as scores,
        sum(1 / log_error ^ 2) as weights,
        sum(1 / log_error ^ 4) as squared_weights
    from scored
    group by simulation
),

dispersed as (
    select *, {{ dispersion('scores', parameter('funnel_winsorised_share')) }} as phi from spread
),

funnels as (
    select
        scored.*,
        if(dispersed.organisations >= {{ parameter('funnel_dispersion_minimum') }}, {{ between_variance(
            'dispersed.phi', 'dispersed.organisations', 'dispersed.weights', 'dispersed.squared_weights'
        ) }}, 0) as tau2
    from scored
    inner join dispersed using (simulation)
),

limited as (
    select measured, {{ funnel_limits(is_ratio, 'centre', 'n1', 'log_error', 'tau2') }} from funnels
),

flagged as (
    select {{ funnel_status('measured', 'lower_95', 'upper_95', 'lower_998', 'upper_998') }} as status from limited
)

select
    (select count(*) from positions) as judged,
    (select count(*) from positions where plain in ('better', 'worse')) as plain,
    (select count(*) from positions where adopted = 'better') as better,
    (select count(*) from positions where adopted = 'worse') as worse,
    (select count(*) from flagged) as plotted,
    (select count(*) from flagged where status <> 'inside') as beyond_95,
    (select count(*) from flagged where status like 'beyond_998%') as beyond_998
