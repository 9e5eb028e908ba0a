select * from {{ ref('fct_trends') }}
where not is_public
