-- One row for each current return and level of the organisation that may be asked for a target (§3.5.0 S1.b): bands,
-- grades and the board, each in its newest snapshot before the assessment. Without any of the workforce there is none:
-- which levels there are is not known.
with bands as (
    select
        lines.org_code,
        lines.wres_year,
        make_date(lines.wres_year, 3, 31) as snapshot_on,
        workforce_lines.band is null as is_board,
        coalesce(workforce_lines.band, 'BOARD') as band,
        sum(lines.line_value) as staff,
        sum(lines.line_value) filter (lines.wres_group = 'BME') as bme_staff
    from {{ ref('int_wres_lines_chosen') }} as lines
    left join {{ ref('workforce_lines') }} as workforce_lines on lines.measure_code = workforce_lines.line_code
    where workforce_lines.is_mandatory and workforce_lines.in_workforce or lines.measure_code = 'I9.BOARD.TOTAL'
    group by lines.org_code, lines.wres_year, workforce_lines.band
),

snapshots as (
    select distinct org_code, snapshot_on, is_board from bands
),

dated as (
    select returns.file_sha256, returns.org_code, versions.rule_version, parts.is_board, snapshots.snapshot_on
    from {{ ref('int_returns_ranked') }} as returns
    cross join (select unnest([true, false]) as is_board) as parts
    asof inner join {{ ref('rule_versions') }} as versions on returns.assessment_date >= versions.valid_from
    asof inner join snapshots
        on
            returns.org_code = snapshots.org_code
            and parts.is_board = snapshots.is_board
            and returns.assessment_date >= snapshots.snapshot_on
    where returns.is_current
),

staffed as (
    select dated.file_sha256, dated.rule_version, bands.wres_year, bands.band, bands.staff, bands.bme_staff
    from dated
    inner join bands
        on
            dated.org_code = bands.org_code
            and dated.is_board = bands.is_board
            and dated.snapshot_on = bands.snapshot_on
    qualify bool_or(not bands.is_board) over (partition by dated.file_sha256)
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
