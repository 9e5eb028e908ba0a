select * from {{ ref('fct_submissions') }}
where org_code is not null
