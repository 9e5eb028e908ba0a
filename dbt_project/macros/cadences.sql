{# Sources and how often each has new data, as its contract says: days from one release to the next. #}
{% macro cadences() -%}
    (
        values (null::varchar, null::integer)
        {%- if execute -%}
            {%- set nodes = graph.sources.values() | unique(attribute='source_name') -%}
            {%- for node in nodes if node.source_meta.cadence_days -%}
                , ('{{ node.source_name }}', {{ node.source_meta.cadence_days }})
            {%- endfor -%}
        {%- endif -%}
    ) as cadences (source, cadence_days)
{%- endmacro %}
