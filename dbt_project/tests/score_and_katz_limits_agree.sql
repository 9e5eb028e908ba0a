{{ config(meta={'dagster': {'ref': {'name': 'fct_measures'}}}) }}
-- Where events are many the two intervals of a ratio are nearly one (§4.2); a disagreement would be a mistake in
-- either.
select measures.org_code, measures.wres_year, measures.measure_code
from {{ ref('fct_measures') }} as measures
where
    measures.band is not null
    and measures.reliability = 'A'
    and greatest(abs(ln(ci_lower / katz_lower)), abs(ln(ci_upper / katz_upper))) > {{ parameter('katz_tolerance') }}
