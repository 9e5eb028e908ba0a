select * from {{ ref('fct_revisions') }}
