-- A count set is what a measure adds up: some lines of the workforce, or a single line.
select 'AFC_UPPER' as set_code, line_code, is_mandatory from {{ ref('workforce_lines') }} where in_afc_upper
union all
select 'AFC_ALL', line_code, is_mandatory from {{ ref('workforce_lines') }} where in_afc_all
union all
select 'WORKFORCE', line_code, is_mandatory from {{ ref('workforce_lines') }} where in_workforce
union all
select upper(staff_scope), line_code, is_mandatory from {{ ref('workforce_lines') }} where in_workforce
union all
select line_code, line_code, true from {{ ref('workforce_lines') }}
union all
select line_code, line_code, true from {{ ref('wres_lines') }}
