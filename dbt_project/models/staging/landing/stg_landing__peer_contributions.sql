select
    release,
    made_in,
    aggregate_key,
    peer_group,
    group_key,
    metric,
    wres_year::integer as wres_year,
    org_code,
    metric_value::double as metric_value,
    value_error::double as value_error,
    denominator::bigint as denominator,
    comparator_value::double as comparator_value,
    metric_kind,
    status
from {{ source('landing', 'peer_contributions') }}
