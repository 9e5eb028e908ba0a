select
    release,
    made_in,
    aggregate_key,
    peer_group,
    group_key,
    metric,
    wres_year,
    org_code,
    metric_value,
    value_error,
    denominator,
    comparator_value,
    metric_kind,
    status,
    category
from {{ ref('int_peer_contributions_settled') }}
