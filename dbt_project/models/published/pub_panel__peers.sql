with confidential as (
    select * exclude (has_quartile_for_panel) replace (case when has_quartile_for_panel then quartile end as quartile)
    from {{ ref('fct_peers') }}
    where not is_public
)

{{ as_panel_sees(
    'confidential', 'facts.measure_code, facts.wres_year', ['median', 'q1', 'q3', 'position', 'quartile']
) }}
