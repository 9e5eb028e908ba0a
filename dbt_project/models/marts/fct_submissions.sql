with judged as (
    select
        file_sha256,
        sheet,
        count(*) filter (is_refused) as unused_lines,
        count(*) filter (not is_refused) as flagged_lines
    from {{ ref('int_lines_judged') }}
    group by all
),

lines as (
    select
        totals.source,
        totals.file_sha256,
        sum(totals.lines_read)::bigint as lines_read,
        sum(totals.header_lines + totals.blank_lines)::bigint as lines_without_data,
        sum(totals.loaded_lines - coalesce(judged.unused_lines + judged.flagged_lines, 0))::bigint as lines_accepted,
        sum(coalesce(judged.flagged_lines, 0))::bigint as lines_flagged,
        sum(totals.refused_lines + coalesce(judged.unused_lines, 0))::bigint as lines_refused,
        {{ by_sheet('totals.header_fingerprint') }} as header_fingerprints,
        {{ by_sheet('totals.edition') }} as editions,
        {{ by_sheet('totals.columns_not_asked') }} as columns_not_asked
    from {{ ref('stg_landing__line_totals') }} as totals
    left join judged on totals.file_sha256 = judged.file_sha256 and totals.sheet = judged.sheet
    group by all
)

select
    arrivals.source,
    arrivals.file_name,
    arrivals.file_sha256 as sha256,
    arrivals.org_code,
    ranked.assessment_date,
    arrivals.received_at::timestamp as received_at,
    coalesce(ranked.exclusion, case when not ranked.is_current then 'superseded' else arrivals.state end) as state,
    ranked.exclusion,
    arrivals.reasons,
    lines.lines_read,
    lines.lines_without_data,
    lines.lines_accepted,
    lines.lines_flagged,
    lines.lines_refused,
    lines.header_fingerprints,
    lines.editions,
    lines.columns_not_asked,
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
