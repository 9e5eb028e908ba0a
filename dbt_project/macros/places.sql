{# Where something stands: a line of a table of a contract. `table_name` is SQL, so quote a literal. #}
{% macro line_of(relation, table_name, file_line=none) -%}
    struct_pack(
        file_sha256 := {{ relation }}.file_sha256,
        table_name := {{ table_name }},
        file_line := {{ file_line or relation ~ '.file_line' }}::bigint
    )
{%- endmacro %}

{# Those of a group of rows, each once and in order. #}
{% macro lines_of(relation, table_name, file_line=none) -%}
    {%- set line = line_of(relation, table_name, file_line) %}
    list(distinct {{ line }} order by {{ line }})
        filter ({{ relation }}.file_sha256 is not null)
{%- endmacro %}

{# Whole files, from a list of checksums in each row of a group. #}
{% macro whole_files(checksums, table_name) -%}
    list_transform(
        list_sort(list_distinct(flatten(list({{ checksums }})))),
        lambda f: struct_pack(file_sha256 := f, table_name := {{ table_name }}, file_line := null::bigint)
    )
{%- endmacro %}

{# The first six of a list of words, and how many more there are. #}
{% macro first_of(words) -%}
    array_to_string({{ words }}[:6], ', ') || if(len({{ words }}) > 6, ' and ' || (len({{ words }}) - 6) || ' more', '')
{%- endmacro %}
