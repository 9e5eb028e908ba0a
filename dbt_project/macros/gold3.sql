{# How item G3 counts (§3.5.2), for the rule itself and for the simulation of what passes by chance (§4.6). #}

{# A step is better; one after which the gap to White staff is wider counts unless the guard blocks. #}
{% macro step_improved(change_class, gap_guard_blocks) -%}
    ({{ change_class }} = 'improved' or ({{ change_class }} = 'improved_gap_widened' and {{ gap_guard_blocks }} = 0))
{%- endmacro %}

{# Better or at parity in both steps, and not better in both: what only the panel can judge. #}
{% macro steps_at_parity(first_improved, second_improved, first_class, second_class) -%}
    (
        not ({{ first_improved }} and {{ second_improved }})
        and ({{ first_improved }} or {{ first_class }} = 'sustained_parity')
        and ({{ second_improved }} or {{ second_class }} = 'sustained_parity')
    )
{%- endmacro %}

{# From counts of measures; `minimum` is how many the framework asks. #}
{% macro gold3_outcome(usable, improved_both, parity_both, minimum) -%}
    case
        when {{ usable }} < {{ minimum }} then 'not_calculable'
        when {{ improved_both }} >= {{ minimum }} then 'met'
        when {{ improved_both }} + {{ parity_both }} >= {{ minimum }} then 'panel_judgement'
        else 'not_met'
    end
{%- endmacro %}
