{# Names one private aggregate: a metric, in a year where it has one, of one group. #}
{% macro aggregate_key(group, metric, wres_year) -%}
    concat_ws(' / ', {{ group }}.peer_group, {{ group }}.group_key, {{ metric }}, {{ wres_year }})
{%- endmacro %}

{# Rounded to a step, without the dust of binary fractions. NULL without a step. #}
{% macro to_step(value, step) -%}
    round(round({{ value }} / {{ step }}) * {{ step }}, 6) + 0.0
{%- endmacro %}

{#
    Whether an organisation could have a value that rounds to this step: whole people out of its denominator, less the
    share that they are compared with. A ratio of two shares has so many possible values that any is within a step.
#}
{% macro could_be(rounded, step, denominator, comparator) -%}
    coalesce(
        ceil(({{ rounded }} - {{ step }} / 2 + {{ comparator }}) * {{ denominator }} - 1e-6)
        <= floor(({{ rounded }} + {{ step }} / 2 + {{ comparator }}) * {{ denominator }} + 1e-6)
        and {{ rounded }} + {{ step }} / 2 + {{ comparator }} >= 0
        and {{ rounded }} - {{ step }} / 2 + {{ comparator }} <= 1,
        true
    )
{%- endmacro %}

{#
    Rows of comparison as a panel sees them: of applicants, and of what is safe for whoever knows their values. It reads
    several applicants, so of a region it sees types or the whole of a metric: both could be subtracted. `hidden` are
    the columns that are suppressed together.
#}
{% macro as_panel_sees(facts, metric, hidden) -%}
    select
        * exclude (is_safe_for_panel, is_for_panel) replace (
            {% for column in hidden %}
            case when is_for_panel then {{ column }} end as {{ column }},
            {% endfor %}
            shown and is_for_panel as shown,
            if(shown and not is_for_panel, 'could_be_told', not_shown_reason) as not_shown_reason
        )
    from (
        select
            facts.*,
            facts.is_safe_for_panel
            and not (
                facts.peer_group = 'region'
                and bool_or(facts.shown and facts.is_safe_for_panel and facts.peer_group <> 'region')
                    over (partition by organisations.region_code, {{ metric }})
            ) as is_for_panel
        from {{ facts }} as facts
        inner join (select distinct org_code from {{ ref('int_applications_open') }}) as applications
            on facts.org_code = applications.org_code
        inner join {{ ref('int_organisations_described') }} as organisations
            on facts.org_code = organisations.org_code
    ) as of_applicants
{%- endmacro %}
