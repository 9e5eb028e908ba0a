-- Where the rules of meaning join: one model for each kind of source, one row for each rule that a value breaks.
select * from {{ ref('int_wres_rules_broken') }}
union all
select * from {{ ref('int_return_rules_broken') }}
union all
select * from {{ ref('int_survey_rules_broken') }}
union all
select * from {{ ref('int_workforce_rules_broken') }}
union all
select * from {{ ref('int_headcount_rules_broken') }}
union all
select * from {{ ref('int_template_rules_broken') }}
union all
select * from {{ ref('int_framework_rules_broken') }}
union all
select * from {{ ref('int_application_rules_broken') }}
