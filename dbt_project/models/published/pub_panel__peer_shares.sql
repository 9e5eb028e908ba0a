select distinct
    facts.* exclude (is_safe_for_panel) replace (
        {% for column in ['category', 'others_in_category', 'share'] %}
        case when is_safe_for_panel then {{ column }} end as {{ column }},
        {% endfor %}
        shown and is_safe_for_panel as shown,
        if(shown and not is_safe_for_panel, 'could_be_told', not_shown_reason) as not_shown_reason
    )
from {{ ref('fct_peer_shares') }} as facts
inner join (select distinct org_code from {{ ref('int_applications_open') }}) as applications
    on facts.org_code = applications.org_code
