with residents as (
    select
        groups.ltla21_code,
        groups.ltla21_name,
        sum(groups.residents) as residents,
        sum(groups.residents) filter (categories.wres_group = 'BME') as bme_residents
    from {{ ref('stg_census__ethnic_groups') }} as groups
    inner join {{ ref('ethnic_categories') }} as categories
        on categories.code_scheme = '2021' and categories.ethnic_code = groups.ethnic_group
    group by groups.ltla21_code, groups.ltla21_name
)

select
    residents.*,
    coalesce(changes.ltla24_code, residents.ltla21_code) as ltla24_code
from residents
left join {{ ref('authority_changes') }} as changes on residents.ltla21_code = changes.ltla21_code
