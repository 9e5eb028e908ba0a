{# The cells of a raw table as they are read: without the white space around them, which is Unicode's White_Space. The
   arrival guard judges them like this too (`trimmed` in ingestion/cell_types.py), and a cell of a type that passed it
   casts to what it says. Raw tables keep the cells as they came. #}
{% macro cells(relation) -%}
    (
        select
            {{ trimmed("columns(lambda c: c not in ('file_line', 'file_lines'))") }},
            columns(lambda c: c in ('file_line', 'file_lines'))
        from {{ relation }}
    )
{%- endmacro %}

{# A cell of a number; blank is NULL, and -0 is 0. #}
{% macro number(column) -%}
    (nullif({{ column }}, '')::double + 0)
{%- endmacro %}

{# Whether free text is a number, in the form that a cell of a number has (ingestion/cell_types.py). #}
{% macro is_number(text) -%}
    regexp_full_match({{ text }}, '-?[0-9]{1,15}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,2})?')
{%- endmacro %}

{# A number of a fact, exactly; NULL from 10^14 on, which T04 tells. #}
{% macro exact_number(text) -%}
    try_cast({{ text }} as decimal(24, 10))
{%- endmacro %}

{# Text without the white space around it. #}
{% macro trimmed(column) -%}
    regexp_replace({{ column }}, '^[\p{Z}\t-\r\x{85}]+|[\p{Z}\t-\r\x{85}]+$', '', 'g')
{%- endmacro %}

{# What somebody typed, within a sentence: cut when long, and a mark for what is invisible or turns the line around. #}
{% macro shown(text) -%}
    regexp_replace(left({{ text }}, 80), '[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]', '�', 'g')
    || if(length({{ text }}) > 80, '…', '')
{%- endmacro %}
