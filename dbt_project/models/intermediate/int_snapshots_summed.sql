-- The one step that meets every line of every snapshot: a plain sum by file and by the codes as they stand, before any
-- join.
select
    file_sha256,
    org_code,
    snapshot_on,
    staff_group,
    band,
    code_scheme,
    -- the first character is the national code, a second is for local use, anything longer is a label (§1.2)
    case
        when ethnic_code is null then '99'
        when length(ethnic_code) > 2 or ethnic_code = '99' then ethnic_code
        else upper(left(ethnic_code, 1))
    end as ethnic_category,
    sum(headcount)::bigint as headcount
from {{ ref('stg_workforce__snapshots') }}
where snapshot_on <= {{ as_of() }}
group by file_sha256, org_code, snapshot_on, staff_group, band, code_scheme, ethnic_category
