-- Lines of one key add up within a file. A key that stands in two files is one said twice: it counts once, and where
-- the files differ nobody can tell which one counts, so the whole day of the organisation is contradicted (V04).
select
    org_code,
    snapshot_on,
    staff_group,
    band,
    code_scheme,
    ethnic_category,
    max(headcount) as headcount,
    list(file_sha256 order by file_sha256) as files,
    bool_or(min(headcount) <> max(headcount)) over (partition by org_code, snapshot_on) as is_contradicted
from {{ ref('int_snapshots_summed') }}
group by org_code, snapshot_on, staff_group, band, code_scheme, ethnic_category
