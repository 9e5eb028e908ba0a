-- One row for each application: the only returns that a panel may open.
select org_code, assessment_date
from {{ ref('int_returns_ranked') }}
where is_current and return_type = 'application'
