select
    facts.* exclude (is_safe_for_panel) replace (
        {% for column in ['median', 'q1', 'q3', 'position', 'quartile'] %}
        case when is_safe_for_panel then {{ column }} end as {{ column }},
        {% endfor %}
        shown and is_safe_for_panel as shown,
        if(shown and not is_safe_for_panel, 'could_be_told', not_shown_reason) as not_shown_reason
    )
from {{ ref('fct_peers') }} as facts
inner join (select distinct org_code from {{ ref('int_applications_open') }}) as applications
    on facts.org_code = applications.org_code
where not facts.is_public
