select * exclude (is_safe_for_panel, has_quartile_for_panel) from {{ ref('fct_peers') }}
where not is_public
