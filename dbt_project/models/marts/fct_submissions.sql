with lines as (
    select
        source,
        file_sha256,
        sum(lines_read)::bigint as lines_read,
        sum(header_lines + blank_lines)::bigint as lines_without_data,
        sum(loaded_lines)::bigint as lines_loaded,
        sum(refused_lines)::bigint as lines_refused
    from {{ ref('stg_landing__line_totals') }}
    group by all
)

select
    arrivals.source,
    arrivals.file_name,
    arrivals.file_sha256 as sha256,
    arrivals.org_code,
    ranked.assessment_date,
    arrivals.received_at::timestamp as received_at,
    case
        when arrivals.state not in ('accepted', 'accepted_in_part') then arrivals.state
        when ranked.exclusion is not null then ranked.exclusion
        when not ranked.is_current then 'superseded'
        else arrivals.state
    end as state,
    arrivals.reasons,
    lines.lines_read,
    lines.lines_without_data,
    lines.lines_loaded,
    lines.lines_refused,
    arrivals.publisher,
    arrivals.licence,
    arrivals.obtained_from,
    arrivals.data_as_of
from {{ ref('stg_landing__arrivals') }} as arrivals
left join {{ ref('int_returns_ranked') }} as ranked
    on
        arrivals.file_sha256 = ranked.file_sha256
        and arrivals.source = 'returns'
        and arrivals.state in ('accepted', 'accepted_in_part')
left join lines
    on
        arrivals.file_sha256 = lines.file_sha256
        and arrivals.source = lines.source
        and arrivals.state in ('accepted', 'accepted_in_part')
