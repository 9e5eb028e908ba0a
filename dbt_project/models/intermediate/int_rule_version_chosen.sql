select max_by(rule_version, valid_from) as rule_version
from {{ ref('rule_versions') }}
where valid_from <= {{ as_of() }}
