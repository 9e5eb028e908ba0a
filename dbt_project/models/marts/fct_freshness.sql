-- How old what a source last gave is, and when it is to give more: invented files apart, since they are no publisher's.
with files as (
    select
        source,
        coalesce(starts_with(publisher, 'None: invented'), false) as is_demonstration,
        count(*) as files,
        count(*) filter (state in ('accepted', 'accepted_in_part')) as files_used,
        count(*) filter (state = 'superseded') as files_superseded,
        files - files_used - files_superseded as files_refused,
        max(try_cast(data_as_of as date)) filter (state in ('accepted', 'accepted_in_part')) as data_as_of
    from {{ ref('fct_submissions') }}
    group by all
),

expected as (
    select
        files.*, cadences.cadence_days::integer as cadence_days,
        (data_as_of + cadence_days::integer)::date as expected_by
    from files
    left join {{ cadences() }} on files.source = cadences.source
)

select
    *,
    coalesce({{ due_state('expected_by', 'false') }}, 'not_known') as state
from expected
