select * from {{ ref('fct_wres_lines') }}
