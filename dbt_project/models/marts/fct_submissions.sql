select
    arrivals.source,
    arrivals.file_name,
    arrivals.file_sha256 as sha256,
    ranked.org_code,
    ranked.assessment_date,
    arrivals.received_at::timestamp as received_at,
    case
        when arrivals.state <> 'accepted' then arrivals.state
        when ranked.exclusion is not null then ranked.exclusion
        when not ranked.is_current then 'superseded'
        else 'accepted'
    end as state,
    arrivals.reasons,
    arrivals.publisher,
    arrivals.licence,
    arrivals.obtained_from,
    arrivals.data_as_of
from {{ ref('stg_landing__arrivals') }} as arrivals
left join {{ ref('int_returns_ranked') }} as ranked
    on arrivals.file_sha256 = ranked.file_sha256 and arrivals.source = 'returns'
