-- One row for each rule version and threshold: a past assessment keeps the thresholds of its own day.
select
    versions.rule_version,
    parameters.parameter,
    max_by(parameters.value, parameters.valid_from) as parameter_value
from {{ ref('rule_versions') }} as versions
inner join {{ ref('parameters') }} as parameters on parameters.valid_from <= versions.valid_from
group by all
