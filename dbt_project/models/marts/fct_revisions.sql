-- The columns of a table that is filled when the files of a run are finished (quality/revisions.py): what it compares
-- is what left in two runs, and no model sees either.
select
    null::varchar as org_code,
    null::varchar as "table",
    null::varchar as "key",
    null::varchar as "column",
    null::varchar as change,
    null::varchar as before,
    null::varchar as after,
    null::bigint as changes,
    null::varchar as cause
where false
