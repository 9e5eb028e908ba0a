-- Part of a person is no count, a percentage no fraction, and a line of no known code is used nowhere: all are shown
-- (V03, V21, V05), none is guessed at.
with units as (
    select line_code, unit from {{ ref('wres_lines') }}
    union all
    select line_code, 'people' from {{ ref('workforce_lines') }}
)

select
    lines.* exclude (value_status),
    units.unit,
    case
        when units.unit is null and lines.standard = 'WRES' then 'unknown_line'
        when units.unit = 'people' and lines.line_value <> round(lines.line_value) then 'rejected'
        when units.unit = 'fraction' and lines.line_value > 1 then 'rejected'
        else lines.value_status
    end as value_status
from {{ ref('int_wres_lines_unioned') }} as lines
left join units on lines.measure_code = units.line_code
