-- Where the rules of meaning join: one model for each kind of source, one row for each rule that something breaks, with
-- the lines on which it stands. A rule may be broken more mildly than its severity says: then the finding has its own.
{% set kinds = [
    'count_rules_located', 'line_rules_broken', 'completeness_rules_broken', 'declared_rules_broken',
    'return_rules_broken', 'framework_rules_broken', 'answer_rules_broken', 'level_rules_broken',
    'template_rules_broken', 'application_rules_broken', 'survey_rules_broken', 'workforce_rules_broken'
] -%}
{% for kind in kinds -%}
select * from {{ ref('int_' ~ kind) }}
{{ 'union all by name' if not loop.last }}
{% endfor %}
