{# A sentence of a registry with its {words} replaced by actual values; what is not known reads "not given". #}
{% macro fill_in(sentence, words) -%}
    {%- set filled = namespace(sql=sentence) -%}
    {%- for name, value in words.items() -%}
        {%- set filled.sql = "replace(" ~ filled.sql ~ ", '{" ~ name ~ "}', coalesce(" ~ value ~ ", 'not given'))" -%}
    {%- endfor -%}
    {{ filled.sql }}
{%- endmacro %}

{# A status as part of a sentence. #}
{% macro status_words(status) -%}
    case {{ status }}
        when 'small_numbers' then 'not shown, for small numbers'
        else replace({{ status }}, '_', ' ')
    end
{%- endmacro %}
