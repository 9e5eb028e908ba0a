{{ config(meta={'dagster': {'ref': {'name': 'stg_landing__line_totals'}}}) }}
-- Nothing is lost: every line that was read is a header, blank, refused with a reason, or in the raw tables.
select *
from {{ ref('stg_landing__line_totals') }}
where lines_read <> header_lines + blank_lines + refused_lines + loaded_lines
