select * from {{ ref('fct_checks') }}
where org_code is not null
