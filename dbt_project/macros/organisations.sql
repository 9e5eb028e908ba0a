{# Why an organisation has no figures between two days, as V01 asks: NULL when it was open on one of them at least.
   `listed` is int_organisations_listed, joined to the left. #}
{% macro organisation_exclusion(listed, first_day, last_day, is_in_scope='is_in_england') -%}
    case
        when {{ listed }}.org_code is null then 'organisation_unknown'
        when not {{ listed }}.{{ is_in_scope }} then 'organisation_out_of_scope'
        when {{ listed }}.closed_on < {{ first_day }} then 'organisation_closed'
        when {{ listed }}.opened_on > {{ last_day }} then 'organisation_not_open'
    end
{%- endmacro %}

{# The same in words, with who has taken over. #}
{% macro exclusion_words(exclusion, org_code, listed, successors) -%}
    case {{ exclusion }}
        when 'organisation_unknown' then 'no organisation ' || {{ org_code }} || ' is in the ODS list'
        when 'organisation_out_of_scope' then {{ org_code }} || ' is in no region that takes part'
        when 'organisation_closed'
            then {{ org_code }} || ' closed on ' || {{ day_words(listed ~ '.closed_on') }}
                || coalesce(', ' || {{ successors }}.successor_words || ' took over', '')
        when 'organisation_not_open' then {{ org_code }} || ' opened on ' || {{ day_words(listed ~ '.opened_on') }}
    end
{%- endmacro %}
