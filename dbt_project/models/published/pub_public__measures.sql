select * from {{ ref('fct_measures') }}
where is_public
