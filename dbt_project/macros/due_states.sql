{# What an obligation is on the day of judgement. NULL where there is no date and it is not done. #}
{% macro due_state(due_on, is_done) -%}
    case
        when {{ is_done }} then 'done'
        when {{ due_on }} < {{ as_of() }} then 'overdue'
        when {{ due_on }} <= {{ as_of() }} + to_days({{ parameter('due_soon_days') }}::integer) then 'due_soon'
        when {{ due_on }} is not null then 'due'
    end
{%- endmacro %}

{# Organisations that take part on the day of judgement: in scope, and open. #}
{% macro taking_part() -%}
    (
        select described.org_code, described.region_code, described.opened_on
        from {{ ref('int_organisations_described') }} as described
        where described.is_in_scope and coalesce(described.closed_on >= {{ as_of() }}, true)
    )
{%- endmacro %}
