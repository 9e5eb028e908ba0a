select * exclude (is_safe_for_panel, is_public) from {{ ref('fct_peers') }}
where not is_public
