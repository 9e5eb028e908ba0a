{#
    Every build is a new file that nobody reads until it is published, so a relation is made once, under its own name.
    dbt's own materializations build aside, rename twice and clean up within a transaction: about 50 ms a model, for
    a swap that happens to the whole file here. What they check is kept: an enforced contract must match.
#}
{% materialization table, adapter="duckdb", supported_languages=["sql", "python"] %}
    {%- set relation = this.incorporate(type="table") -%}
    {%- if model["language"] == "python" -%}
        {% call statement("make_room", auto_begin=false) -%} drop table if exists {{ relation }} {%- endcall %}
    {%- endif -%}
    {% call statement("main", language=model["language"], auto_begin=false) -%}
        {%- if model["language"] == "python" -%}
            {{ create_table_as(false, relation, compiled_code, "python") }}
        {%- else -%}
            {%- if config.get("contract").enforced -%} {{ get_assert_columns_equivalent(sql) }} {%- endif %}
            create or replace table {{ relation }} as ({{ sql }})
        {%- endif -%}
    {%- endcall %}
    {{ return({"relations": [relation]}) }}
{% endmaterialization %}

{% materialization view, adapter="duckdb" %}
    {%- set relation = this.incorporate(type="view") -%}
    {% call statement("main", auto_begin=false) -%}
        create or replace view {{ relation }} as ({{ sql }})
    {%- endcall %}
    {{ return({"relations": [relation]}) }}
{% endmaterialization %}

{% materialization seed, adapter="duckdb" %}
    {%- set relation = this.incorporate(type="table") -%}
    {% call statement("main", auto_begin=false) -%}
        create or replace table {{ relation }} as
        from read_csv(
            '{{ adapter.get_seed_file_path(model) | replace("'", "''") }}', header = true
            {%- if config.get("column_types") %}, types = {{ config.get("column_types") }} {%- endif %}
        )
    {%- endcall %}
    {#- dbt asks every seed for a table by this name -#}
    {% call statement("agate_table", fetch_result=true, auto_begin=false) -%}
        select count(*) as row_count from {{ relation }}
    {%- endcall %}
    {{ return({"relations": [relation]}) }}
{% endmaterialization %}
