-- One row for each organisation's latest assessment, concept of level and direct deliverable: how it counts there, and
-- how it counted in the assessment before.
with latest as (
    select
        org_code, assessment_date,
        lag(assessment_date) over (partition by org_code order by assessment_date) as before_on
    from {{ ref('fct_levels') }}
    qualify assessment_date = max(assessment_date) over (partition by org_code)
),

judged as (
    select
        items.org_code,
        items.assessment_date,
        items.item_id,
        items.status,
        items.reason,
        levels.level_rank,
        coalesce(items.declared_status = 'in_place', false) as self_assessed,
        items.status in ('met', 'met_min') as verified_floor,
        verified_floor or items.status = 'panel_judgement' as verified_ceiling
    from {{ ref('fct_items') }} as items
    inner join {{ ref('levels') }} as levels on items.item_level = levels.level
    where items.item_kind = 'direct'
)

select
    latest.org_code,
    latest.assessment_date,
    latest.before_on,
    judged.item_id,
    judged.level_rank,
    judged.status,
    judged.reason,
    earlier.status as status_before,
    concepts.concept,
    case concepts.concept
        when 'self_assessed' then judged.self_assessed
        when 'verified_floor' then judged.verified_floor
        else judged.verified_ceiling
    end as counts,
    case concepts.concept
        when 'self_assessed' then earlier.self_assessed
        when 'verified_floor' then earlier.verified_floor
        else earlier.verified_ceiling
    end as counted_before
from latest
inner join judged on latest.org_code = judged.org_code and latest.assessment_date = judged.assessment_date
left join judged as earlier
    on latest.org_code = earlier.org_code
    and latest.before_on = earlier.assessment_date
    and judged.item_id = earlier.item_id
cross join (values ('self_assessed'), ('verified_floor'), ('verified_ceiling')) as concepts (concept)
