select parameter, max_by(value, valid_from) as parameter_value
from {{ ref('parameters') }}
where valid_from <= {{ as_of() }}
group by parameter
