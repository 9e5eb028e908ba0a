select * from {{ ref('fct_measures') }}
where not is_public
