-- How many lines each organisation gave, by the folder they came in and the year they speak of.
select org_code, 'wres' as source, wres_year as period, count(distinct row(file_sha256, file_line)) as lines
from {{ ref('stg_wres__lines') }}
group by all

union all
select ranked.org_code, 'returns', year(ranked.assessment_date)::integer, sum(totals.loaded_lines)::bigint
from {{ ref('int_returns_ranked') }} as ranked
inner join {{ ref('stg_landing__line_totals') }} as totals
    on ranked.file_sha256 = totals.file_sha256 and totals.source = 'returns'
group by all

union all
select org_code, 'staff_survey', wres_year, count(*)
from {{ ref('int_survey_units_mapped') }}
where org_code is not null
group by all

union all
-- a snapshot's lines are counted once they are summed, since it may have millions
select org_code, 'workforce', year(snapshot_on)::integer, count(*)
from {{ ref('int_workforce_lines_summed') }}
group by all
