{{ config(meta={'dagster': {'ref': {'name': 'fct_changes'}}}) }}
-- V26: a change over a blocking break is no number. Written from the registry alone, apart from the model that applies
-- it.
select changes.org_code, changes.measure_code, changes.year_from, changes.year_to
from {{ ref('fct_changes') }} as changes
inner join {{ ref('measures') }} as measures on changes.measure_code = measures.measure_code
inner join {{ ref('measure_breaks') }} as breaks
    on
        coalesce(measures.parent_code, measures.measure_code) = breaks.measure_code
        and (breaks.org_code is null or breaks.org_code = changes.org_code)
        and breaks.severity = 'block'
        and breaks.lifted_by is null
        and changes.year_from < breaks.year_to
        and changes.year_to > breaks.year_from
where
    changes.comparable
    or changes.change_class <> 'not_comparable'
    or coalesce(
        changes.value_from, changes.value_to, changes.net_change, changes.net_change_lower, changes.net_change_upper
    ) is not null
