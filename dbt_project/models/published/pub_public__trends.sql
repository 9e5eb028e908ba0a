select * from {{ ref('fct_trends') }}
where is_public
