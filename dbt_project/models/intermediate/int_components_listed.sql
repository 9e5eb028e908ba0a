-- One row for each organisation and each organisation that has become part of it. Over a chain there are two days: the
-- first succession ends the part's own counts, the last one brings it in. The organisation itself has neither. A
-- predecessor of several successors cannot be added to any one of them.
with recursive successions as (
    select
        old_code,
        new_code,
        succeeded_on,
        count(*) over (partition by old_code) > 1 as is_split
    from {{ ref('int_successions_united') }}
),

components as (
    select org_code, org_code as component_code, null::date as succeeded_on, null::date as joined_on, false as is_split
    from {{ ref('stg_ods__trusts') }}
    union
    select
        components.org_code,
        successions.old_code,
        least(successions.succeeded_on, components.succeeded_on),
        greatest(successions.succeeded_on, components.joined_on),
        successions.is_split or components.is_split
    from components
    inner join successions on components.component_code = successions.new_code
)

select * from components
