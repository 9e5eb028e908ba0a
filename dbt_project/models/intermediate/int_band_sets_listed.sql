-- What lines of the workforce add up to, beyond the sets that indicators use.
select 'WORKFORCE' as set_code, line_code, is_mandatory from {{ ref('workforce_lines') }} where in_workforce
union all
select 'AFC_UPPER', line_code, is_mandatory from {{ ref('workforce_lines') }} where in_afc_upper
union all
select 'BAND.' || band, line_code, is_mandatory from {{ ref('workforce_lines') }} where in_afc_upper
union all
select 'DISPARITY.' || staff_scope || '.' || disparity_group, line_code, is_mandatory
from {{ ref('workforce_lines') }}
where disparity_group is not null
union all
select 'DISPARITY.combined.' || disparity_group, line_code, is_mandatory
from {{ ref('workforce_lines') }}
where disparity_group is not null
union all
select line_code, line_code, true from {{ ref('workforce_lines') }}
