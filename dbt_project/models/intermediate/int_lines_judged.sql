-- Every loaded line that a rule of meaning speaks of: not used, or used and flagged. A line that is not named is
-- accepted.
select
    line.file_sha256,
    coalesce(totals.sheet, '') as sheet,
    line.file_line,
    bool_or(findings.severity in ('reject_file', 'reject_line')) as is_refused
from (
    select *, unnest(lines) as line from {{ ref('int_findings_gathered') }} where starts_with(finding_id, 'meaning')
) as findings
left join {{ ref('stg_landing__line_totals') }} as totals
    on line.file_sha256 = totals.file_sha256 and line.table_name = totals.table_name
where line.file_line is not null
group by all
