{# Last day on which something of this day is still in its window (§3.4). A year that may also be the last complete
   financial year holds until the financial year after its own has ended, or the rolling year if that is later. #}
{% macro in_date_until(day, months, days, or_last_year) -%}
    case
        when {{ or_last_year }} then greatest({{ rolling_until(day, months, days) }}, {{ next_year_end(day) }})
        else {{ rolling_until(day, months, days) }}
    end
{%- endmacro %}

{# A window in months ends on the same day of the month; one in days includes the day itself. #}
{% macro rolling_until(day, months, days) -%}
    ({{ day }} + to_months(coalesce({{ months }}, 0)::integer)
    + to_days(coalesce({{ days }}, 0)::integer - ({{ months }} is null)::integer))::date
{%- endmacro %}

{# 31 March after the financial year that follows the day's own. #}
{% macro next_year_end(day) -%}
    make_date({{ financial_year('(' ~ day ~ ')') }} + 2, 3, 31)
{%- endmacro %}

{# Year in which the financial year of a day began, on 1 April. #}
{% macro financial_year(day) -%}
    (year({{ day }}) - (month({{ day }}) < 4)::integer)
{%- endmacro %}

{# A day in words, such as 12 March 2026. #}
{% macro day_words(day) -%}
    strftime({{ day }}, '%-d %B %Y')
{%- endmacro %}

{# Whether the second day lies so many months after the first, both ends counted; without `least` from its own day. #}
{% macro lie_months_apart(first, second, least, most) -%}
    ({{ second }} between {{ first }} + to_months(coalesce({{ least }}, 0)::integer)
    and {{ first }} + to_months({{ most }}::integer))
{%- endmacro %}

{# First day of a financial year that is written as 2026, 2026/27 or 2026-2027; NULL for anything else, a month too. #}
{% macro financial_year_start(text) -%}
    {%- set form = "'^20([0-9]{2})(?:[/-](?:20)?([0-9]{2}))?$'" -%}
    {%- set second = "try_cast(regexp_extract(" ~ text ~ ", " ~ form ~ ", 2) as integer)" -%}
    case
        when
            regexp_full_match({{ text }}, {{ form }})
            and coalesce({{ second }} = (regexp_extract({{ text }}, {{ form }}, 1)::integer + 1) % 100, true)
            then make_date({{ text }}[:4]::integer, 4, 1)
    end
{%- endmacro %}
