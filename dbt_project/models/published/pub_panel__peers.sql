-- A panel reads several applicants, so of a region it sees types or the whole: both could be subtracted.
with of_applicants as (
    select
        facts.*,
        facts.is_safe_for_panel
        and not (
            facts.peer_group = 'region'
            and bool_or(facts.shown and facts.is_safe_for_panel and facts.peer_group <> 'region')
                over (partition by organisations.region_code, facts.measure_code, facts.wres_year)
        ) as is_for_panel
    from {{ ref('fct_peers') }} as facts
    inner join (select distinct org_code from {{ ref('int_applications_open') }}) as applications
        on facts.org_code = applications.org_code
    inner join {{ ref('int_organisations_described') }} as organisations on facts.org_code = organisations.org_code
    where not facts.is_public
)

select 
    * exclude (is_safe_for_panel, is_for_panel) replace (
        {% for column in ['median', 'q1', 'q3', 'position', 'quartile'] %}
        case when is_for_panel then {{ column }} end as {{ column }},
        {% endfor %}
        shown and is_for_panel as shown,
        if(shown and not is_for_panel, 'could_be_told', not_shown_reason) as not_shown_reason
    )
from of_applicants
