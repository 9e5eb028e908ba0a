{# Sources and how often each has new data, as its contract says: days from one release to the next. #}
{% macro cadences() -%}
    {%- set found = {} -%}
    {%- if execute -%}
        {%- for node in graph.sources.values() -%}
            {%- do found.update({node.source_name: node.source_meta.get('cadence_days')}) -%}
        {%- endfor -%}
    {%- endif -%}
    (
        values (null::varchar, null::integer)
        {%- for source, days in found.items() if days %}, ('{{ source }}', {{ days }}){% endfor %}
    ) as cadences (source, cadence_days)
{%- endmacro %}
