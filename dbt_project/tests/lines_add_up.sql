{{ config(meta={'dagster': {'ref': {'name': 'fct_submissions'}}}) }}
-- Nothing is lost: every line that was read is a header, blank, refused with a reason, or in the raw tables, where a
-- rule may speak against it.
select source, file_sha256 as sha256
from {{ ref('stg_landing__line_totals') }}
where lines_read <> header_lines + blank_lines + refused_lines + loaded_lines

union all

select source, sha256
from {{ ref('fct_submissions') }}
where
    lines_accepted < 0
    or lines_read <> lines_without_data + lines_accepted + lines_flagged + lines_refused
