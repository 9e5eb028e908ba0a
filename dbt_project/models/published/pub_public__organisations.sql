select * from {{ ref('dim_organisation') }}
