-- One simulated parameter set in the table `simulated`, read by the macros that the warehouse itself uses: for each set
-- of usable measures, the share of simulations that each reading of item G3 passes (§4.6).
{% set readings, steps = ('adopted', 'plain'), ('01', '12', '02') %}
{% set minimum = parameter('gold3_measures_minimum') %}
with read_twice as (
    select
        simulated.simulation,
        simulated.measure_code,
        measures.polarity as adopted_polarity,
        -- without the parity zone a ratio is better when its logarithm is nearer to zero
        if(measures.kind = 'ratio', 'towards_zero', measures.polarity) as plain_polarity,
        {% for year in (0, 1, 2) %}
        year_{{ year }} as adopted_{{ year }},
        if(measures.kind = 'ratio', ln(year_{{ year }}), year_{{ year }}) as plain_{{ year }}{{ "," if not loop.last }}
        {% endfor %}
    from simulated
    inner join measures on simulated.measure_code = measures.measure_code
),

classified as (
    select
        simulation,
        measure_code
        {% for reading in readings %}
        {% for step in steps %}
        {% set earlier, later = reading ~ '_' ~ step[0], reading ~ '_' ~ step[1] %}
        , {{ classify(reading ~ '_polarity', earlier, later, parameter('parity_upper')) }}
            as {{ reading }}_{{ step }}
        {% endfor %}
        {% endfor %}
    from read_twice
),

flagged as (
    select
        simulation,
        measure_code,
        -- a ratio without events on one side has no value, and no change
        adopted_01 is not null and adopted_12 is not null as is_usable
        {% for reading in readings %}
        {% for step in steps %}
        , {{ step_improved(reading ~ '_' ~ step, parameter('gap_guard_blocks')) }} as {{ reading }}_improved_{{ step }}
        {% endfor %}
        {% endfor %}
        , {{ steps_at_parity('adopted_improved_01', 'adopted_improved_12', 'adopted_01', 'adopted_12') }} as is_parity
    from classified
),

counted as (
    select
        sets.usable_measures,
        flagged.simulation,
        count(*) as usable,
        count(*) filter (plain_improved_01 and plain_improved_12) as reading_a,
        least(count(*) filter (plain_improved_01), count(*) filter (plain_improved_12)) as reading_b,
        count(*) filter (plain_improved_02) as reading_c,
        count(*) filter (adopted_improved_01 and adopted_improved_12) as improved_both,
        count(*) filter (is_parity) as parity_both
    from flagged
    inner join sets on flagged.measure_code = sets.measure_code
    where is_usable
    group by sets.usable_measures, flagged.simulation
),

judged as (
    select *, {{ gold3_outcome('usable', 'improved_both', 'parity_both', minimum) }} as outcome
    from counted
)

select
    usable_measures,
    -- a simulation without a usable measure has no row here, and passes nothing
    count(*) filter (reading_a >= {{ minimum }}) / {{ simulations }} as chance_reading_a,
    count(*) filter (reading_b >= {{ minimum }}) / {{ simulations }} as chance_reading_b,
    count(*) filter (reading_c >= {{ minimum }}) / {{ simulations }} as chance_reading_c,
    count(*) filter (outcome = 'met') / {{ simulations }} as chance_met,
    count(*) filter (outcome = 'panel_judgement') / {{ simulations }} as chance_panel
from judged
group by usable_measures
