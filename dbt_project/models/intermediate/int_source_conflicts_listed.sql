-- One row for each organisation, year and indicator for which two sources do not agree (§6.2). The better source is
-- used whole; the other is kept, and the disagreement shown.
with lines as (
    select
        lines.org_code,
        lines.wres_year,
        split_part(lines.measure_code, '.', 1) as indicator,
        lines.measure_code,
        lines.wres_group,
        lines.source,
        precedence.precedence,
        max_by(lines.line_value, coalesce(lines.release_year, 0)) as line_value,
        [max_by({{ line_of('lines', 'lines.table_name') }}, coalesce(lines.release_year, 0))] as lines
    from {{ ref('int_wres_lines_verified') }} as lines
    inner join {{ ref('source_precedence') }} as precedence on lines.source = precedence.source
    -- a workforce snapshot is compared as a whole (V09, int_workforce_rules_broken)
    where lines.value_status = 'reported' and lines.standard = 'WRES' and lines.source <> 'esr'
    group by all
),

ratios as (
    select
        lines.org_code, lines.wres_year, measures.measure_code as indicator, measures.measure_code, null as wres_group,
        lines.source, lines.precedence,
        {% for arm, set_ in (('num', 'numerator_set'), ('den', 'denominator_set')) %}
        {% for group in ('WHITE', 'BME') %}
        sum(lines.line_value) filter (lines.measure_code = measures.{{ set_ }} and lines.wres_group = '{{ group }}')
            as {{ group | lower }}_{{ arm }},
        {% endfor %}
        {% endfor %}
        {{ relative_likelihood('white_num', 'white_den', 'bme_num', 'bme_den') }} as white_first,
        case when any_value(measures.numerator_group) = 'WHITE' then white_first else 1 / nullif(white_first, 0) end
            as line_value,
        flatten(list(lines.lines)) as lines
    from lines
    inner join {{ ref('measures') }} as measures
        on lines.indicator = measures.measure_code and measures.kind = 'ratio'
    group by all
),

united as (
    from lines
    union all by name
    select * exclude (white_num, white_den, bme_num, bme_den, white_first) from ratios
),

compared as (
    select
        better.*,
        other.source as other_source,
        other.line_value as other_value,
        abs(better.line_value - other.line_value) as difference,
        other.lines as other_lines
    from united as better
    inner join united as other
        on
            better.org_code = other.org_code
            and better.wres_year = other.wres_year
            and better.measure_code = other.measure_code
            and better.wres_group is not distinct from other.wres_group
            and better.precedence < other.precedence
)

select
    org_code,
    wres_year,
    indicator,
    source,
    other_source,
    count(*) as disagreements,
    arg_max(
        measure_code || coalesce(' ' || wres_group, '') || ' is ' || round(line_value, 3) || ' by ' || source
        || ' and ' || round(other_value, 3) || ' by ' || other_source,
        difference
    ) as largest,
    list_sort(list_distinct(list_concat(flatten(list(lines)), flatten(list(other_lines))))) as lines
from compared
where
    case
        when wres_group is null then difference > {{ parameter('conflict_ratio_tolerance') }}
        else difference > {{ parameter('conflict_count_tolerance') }} * greatest(line_value, other_value)
    end
group by all
