-- One row for each current return and level of the organisation that may be asked for a target (§3.5.0 S1.b): bands,
-- grades and the board in the newest snapshot before the assessment.
with staffed as (
    select
        returns.file_sha256,
        versions.rule_version,
        lines.wres_year,
        coalesce(workforce_lines.band, 'BOARD') as band,
        sum(lines.line_value) as staff,
        sum(lines.line_value) filter (lines.wres_group = 'BME') as bme_staff
    from {{ ref('int_returns_ranked') }} as returns
    asof inner join {{ ref('rule_versions') }} as versions on returns.assessment_date >= versions.valid_from
    inner join {{ ref('int_wres_lines_chosen') }} as lines on returns.org_code = lines.org_code
    left join {{ ref('workforce_lines') }} as workforce_lines on lines.measure_code = workforce_lines.line_code
    where
        returns.is_current
        and make_date(lines.wres_year, 3, 31) <= returns.assessment_date
        and (workforce_lines.is_mandatory and workforce_lines.in_workforce or lines.measure_code = 'I9.BOARD.TOTAL')
    group by returns.file_sha256, versions.rule_version, lines.wres_year, coalesce(workforce_lines.band, 'BOARD')
    qualify lines.wres_year = max(lines.wres_year) over (partition by returns.file_sha256)
),

targets as (
    select file_sha256, upper(trim(title)) as band, max(event_number) as target_share
    from {{ ref('stg_returns__events') }}
    where item_id = 'S1.b' and kind = 'target'
    group by all
)

select staffed.*, targets.target_share
from staffed
left join targets on staffed.file_sha256 = targets.file_sha256 and staffed.band = targets.band
