with published as (
    select old_code, new_code, succeeded_on from {{ ref('stg_ods__successions') }}
),

overrides as (
    select old_code, new_code, succeeded_on from {{ ref('succession_overrides') }}
)

select * from overrides
union all
select published.* from published
anti join overrides on published.old_code = overrides.old_code and published.new_code = overrides.new_code
