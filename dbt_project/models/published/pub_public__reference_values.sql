select * from {{ ref('fct_reference_values') }}
