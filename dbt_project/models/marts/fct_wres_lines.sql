select org_code, wres_year, measure_code, wres_group, line_value, value_status, source, release_year
from {{ ref('int_wres_lines_chosen') }}
-- what a survey publishes has no basis of counting, and is no line of a return
where basis is not null
