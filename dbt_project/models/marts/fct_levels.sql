with applications as (
    select org_code, max(applied_on) as last_applied_on
    from {{ ref('int_applications_registered') }}
    group by org_code
)

select
    levels.org_code,
    levels.assessment_date,
    levels.self_assessed_level as level_self_assessed,
    levels.verified_floor_level as level_verified_floor,
    levels.verified_ceiling_level as level_verified_ceiling,
    coalesce(awards.level_awarded, 'none') as level_awarded,
    awards.award_valid_to,
    coalesce(awards.award_status, 'none') as award_status,
    coalesce(awards.level_awarded <> 'none', false)
    and (weighed.lapsed_items is not null or awards.award_status = 'past_its_date') as award_at_risk,
    weighed.lapsed_items as award_at_risk_items,
    inherited.inherited_level,
    inherited.inherited_from,
    inherited.inherited_status,
    {{ as_of() }} > applications.last_applied_on + to_months({{ parameter('review_months') }}::integer)
        as review_overdue,
    levels.next_level,
    levels.blocking_items,
    levels.blocking_reasons,
    levels.levels_out_of_order,
    levels.next_stale_on,
    levels.next_stale_items,
    levels.assessment_date = max(levels.assessment_date) over (partition by levels.org_code) as is_latest,
    versions.rule_version
from {{ ref('int_levels_explained') }} as levels
asof inner join {{ ref('rule_versions') }} as versions on levels.assessment_date >= versions.valid_from
left join {{ ref('int_awards_held') }} as awards on levels.org_code = awards.org_code
left join {{ ref('int_awards_weighed') }} as weighed on levels.org_code = weighed.org_code
left join {{ ref('int_awards_inherited') }} as inherited on levels.org_code = inherited.org_code
left join applications on levels.org_code = applications.org_code
