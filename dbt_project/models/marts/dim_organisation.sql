select * from {{ ref('int_organisations_described') }}
