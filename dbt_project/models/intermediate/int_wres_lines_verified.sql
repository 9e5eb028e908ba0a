-- Part of a person is no count, and a line of no known code is used nowhere: both are shown (V03, V05), neither is
-- guessed at.
with units as (
    select line_code, unit from {{ ref('wres_lines') }}
    union all
    select line_code, 'people' from {{ ref('workforce_lines') }}
)

select
    lines.* exclude (value_status),
    case
        when units.unit is null and lines.standard = 'WRES' then 'unknown_line'
        when units.unit = 'people' and lines.line_value <> round(lines.line_value) then 'rejected'
        else lines.value_status
    end as value_status
from {{ ref('int_wres_lines_unioned') }} as lines
left join units on lines.measure_code = units.line_code
