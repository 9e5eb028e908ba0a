with successions as (
    select old_code, string_agg(new_code, ';' order by new_code) as successor_codes
    from {{ ref('int_successions_united') }}
    group by old_code
),

survey_groups as (
    -- the survey names the group of a unit in every release; the newest holds
    select
        results.reporting_unit as org_code,
        max_by(coalesce(spellings.nss_group, results.nss_group), results.release_year) as nss_group
    from {{ ref('stg_staff_survey__results') }} as results
    left join {{ ref('survey_group_spellings') }} as spellings on results.nss_group = spellings.spelling
    group by results.reporting_unit
)

select
    trusts.org_code,
    trusts.org_name,
    trusts.region_code,
    trusts.icb_code,
    providers.org_type,
    coalesce(providers.nss_group, survey_groups.nss_group) as nss_group,
    trusts.opened_on,
    trusts.closed_on,
    successions.successor_codes,
    coalesce(regions.is_in_scope, false) as is_in_scope,
    coalesce(regions.is_demonstration, false) as is_demonstration
from {{ ref('stg_ods__trusts') }} as trusts
left join {{ ref('stg_ods__providers') }} as providers on trusts.org_code = providers.org_code
left join survey_groups on trusts.org_code = survey_groups.org_code
left join successions on trusts.org_code = successions.old_code
left join {{ ref('regions') }} as regions on trusts.region_code = regions.region_code
