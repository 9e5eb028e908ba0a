select * from {{ ref('fct_changes') }}
where is_public
