-- One row for each organisation and WRES year of which the collection's own lines are in the warehouse, and whether any
-- are published. The survey is collected by its publisher, and a workforce extract is no submission.
select
    lines.org_code,
    lines.wres_year,
    bool_or(precedence.is_public) as is_published
from {{ ref('int_wres_lines_unioned') }} as lines
inner join {{ ref('source_precedence') }} as precedence
    on lines.source = precedence.source and precedence.folder in ('wres', 'returns')
where lines.standard = 'WRES' and lines.value_status <> 'not_submitted'
group by lines.org_code, lines.wres_year
