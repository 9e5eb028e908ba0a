-- Item G3 for each current return (§3.5.2), from the warehouse alone; what an organisation claims is not read here.
with returns as (
    select org_code, assessment_date from {{ ref('int_returns_ranked') }} where is_current
),

snapshots as (
    select distinct computed.org_code, computed.wres_year
    from {{ ref('int_measures_computed') }} as computed
    inner join {{ ref('measures') }} as measures
        on
            computed.measure_code = measures.measure_code
            and measures.counts_for_g3
            and measures.reference_time <> 'survey'
    where computed.is_current and computed.series_kind = 'own' and computed.value_status <> 'not_submitted'
),

latest as (
    select returns.*, max(snapshots.wres_year) as wres_year
    from returns
    left join snapshots
        on returns.org_code = snapshots.org_code and make_date(snapshots.wres_year, 3, 31) <= returns.assessment_date
    group by returns.org_code, returns.assessment_date
),

measured as (
    select
        latest.*,
        measures.measure_code,
        coalesce(first_step.comparable and second_step.comparable, false) as is_usable,
        coalesce(first_step.block_reason, second_step.block_reason, 'not known for three years') as block_reason,
        {% for step in ('first_step', 'second_step', 'both_steps') %}
        {{ step_improved(step ~ '.change_class', 'limits.gap_guard_blocks') }} as {{ step }}_improved,
        {% endfor %}
        first_step_improved and second_step_improved as is_improved,
        {{ steps_at_parity(
            'first_step_improved', 'second_step_improved', 'first_step.change_class', 'second_step.change_class'
        ) }} as is_parity,
        both_steps.distinguishable
    from latest
    inner join {{ ref('measures') }} as measures on measures.counts_for_g3
    cross join {{ parameters(['gap_guard_blocks']) }} as limits
    {% for step, year_from, year_to in (('first_step', 2, 1), ('second_step', 1, 0), ('both_steps', 2, 0)) %}
    left join {{ ref('int_changes_classified') }} as {{ step }}
        on
            latest.org_code = {{ step }}.org_code
            and latest.wres_year - {{ year_from }} = {{ step }}.year_from
            and latest.wres_year - {{ year_to }} = {{ step }}.year_to
            and measures.measure_code = {{ step }}.measure_code
            and {{ step }}.series_kind in ('own', 'proforma')
    {% endfor %}
),

counted as (
    select
        org_code,
        assessment_date,
        wres_year,
        count(*)::integer as headlines,
        count(*) filter (is_usable)::integer as usable,
        count(*) filter (is_usable and is_improved)::integer as improved_both,
        count(*) filter (is_usable and is_parity)::integer as parity_both,
        least(
            count(*) filter (is_usable and first_step_improved), count(*) filter (is_usable and second_step_improved)
        ) >= {{ parameter('gold3_measures_minimum') }} as each_year_five,
        count(*) filter (is_usable and both_steps_improved)::integer as net_two_years,
        count(*) filter (is_usable and is_improved and distinguishable)::integer as distinguishable,
        string_agg(measure_code, ' ' order by measure_code) filter (is_usable) as usable_measures,
        string_agg(measure_code, ' ' order by measure_code) filter (is_usable and is_improved) as improved_measures,
        string_agg(measure_code, ' ' order by measure_code) filter (is_usable and is_parity) as parity_measures,
        string_agg(measure_code || ': ' || block_reason, '. ' order by measure_code)
            filter (not is_usable) as blocked_measures
    from measured
    group by org_code, assessment_date, wres_year
),

judged as (
    select
        *,
        (make_date(wres_year, 3, 31) + to_months(gold3_snapshot_months::integer))::date as in_date_until,
        case
            when wres_year is null then 'not_calculable'
            when assessment_date > in_date_until then 'stale'
            else {{ gold3_outcome('usable', 'improved_both', 'parity_both', 'gold3_measures_minimum') }}
        end as status
    from counted
    cross join {{ parameters(['gold3_measures_minimum', 'gold3_snapshot_months']) }} as limits
)

select
    * exclude (headlines, gold3_measures_minimum, gold3_snapshot_months),
    case
        when wres_year is null then 'No WRES snapshot before the assessment was accepted.'
        when status = 'stale'
            then 'The latest snapshot is of 31 March ' || wres_year || ', too long before the assessment.'
        when status = 'not_calculable'
            then usable || ' of ' || headlines || ' measures can be compared over the two years to March ' || wres_year
            || '; '
            || gold3_measures_minimum::integer || ' are needed. ' || coalesce(blocked_measures || '.', '')
        else
            improved_both || ' of ' || usable || ' comparable measures improved in both years to March ' || wres_year
            || coalesce(' (' || replace(improved_measures, ' ', ', ') || ')', '') || '; '
            || gold3_measures_minimum::integer || ' are asked. '
            || parity_both || ' more stayed at or moved to parity'
            || coalesce(' (' || replace(parity_measures, ' ', ', ') || ')', '') || '.'
            || case
                when improved_both > 0 then ' ' || distinguishable || ' of the improvements can be told from chance.'
                else ''
            end
    end as sentence,
    case when status in ('met', 'panel_judgement') then in_date_until + 1 end as stale_on
from judged
