select * from {{ ref('fct_changes') }}
where not is_public
