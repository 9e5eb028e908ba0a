{# Rows that a return holds, with whose it is and for which day, of those returns that stand. #}
{% macro of_current_returns(relation) -%}
    select given.*, returns.org_code, returns.assessment_date
    from {{ relation }} as given
    inner join {{ ref('int_returns_ranked') }} as returns on given.file_sha256 = returns.file_sha256
    where returns.is_current
{%- endmacro %}

{# Lines of which every ethnic group is reported, the groups side by side, for the lines that `condition` asks for. #}
{% macro reported_lines(condition) -%}
    select
        org_code, wres_year, measure_code, source,
        max(line_value) filter (wres_group = 'WHITE') as white,
        max(line_value) filter (wres_group = 'BME') as bme,
        max(line_value) filter (wres_group = 'UNKNOWN') as unknown
    from {{ ref('int_wres_lines_chosen') }}
    where {{ condition }}
    group by org_code, wres_year, measure_code, source
    having bool_and(value_status = 'reported') and count(*) = 3
{%- endmacro %}
