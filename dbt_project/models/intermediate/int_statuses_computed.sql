-- Statuses that come from the warehouse and not from what a return states: one row for each assessment and such item.
with board as (
    select
        org_code,
        assessment_date,
        'G1' as item_id,
        status,
        case status
            when 'not_calculable' then 'No local population is registered for this board.'
            when 'stale'
                then 'The seats were counted on ' || {{ day_words('as_at') }}
                    || ', more than twelve months before the assessment.'
            else
                bme || ' of ' || seats || ' seats are held by Black, Asian and Minority Ethnic members'
                || case when unknown > 0 then ', ' || unknown || ' of unknown ethnicity' else '' end
                || '; the nearest whole seat asks for ' || need_nearest || ', the lenient reading for ' || need_floor
                || ', at ' || {{ percent_words('bme_share') }} || ' of the local population ('
                || replace(basis, '_', ' ') || ').'
                || case status when 'panel_judgement' then ' The panel judges whether that matches closely.' else '' end
        end as sentence,
        case when status <> 'stale' then in_date_until + 1 end as stale_on
    from {{ ref('int_board_needs_computed') }}
    where coalesce(is_registered, true) and status not in ('not_submitted', 'not_evidenced')
),

applied as (
    select
        inputs.org_code,
        inputs.assessment_date,
        max(registered.applied_on) as last_applied_on,
        max({{ in_date_until('registered.applied_on', 'months.parameter_value', 'null', 'false') }}) as in_date_until
    from {{ ref('int_item_inputs_gathered') }} as inputs
    inner join {{ ref('int_rule_parameters_chosen') }} as months
        on inputs.rule_version = months.rule_version and months.parameter = 'review_months'
    left join {{ ref('int_applications_registered') }} as registered
        on inputs.org_code = registered.org_code and registered.applied_on <= inputs.assessment_date
    where inputs.item_id = 'R2'
    group by inputs.org_code, inputs.assessment_date
),

feedback as (
    select
        org_code,
        assessment_date,
        'R2' as item_id,
        case
            when last_applied_on is null then 'not_met'
            when in_date_until < assessment_date then 'stale'
            else 'met'
        end as status,
        case
            when last_applied_on is null then 'No application to the Assembly is on record.'
            else 'The last application to the Assembly on record is of ' || {{ day_words('last_applied_on') }} || '.'
        end as sentence,
        case when in_date_until >= assessment_date then in_date_until + 1 end as stale_on
    from applied
)

select * from board
union all
select * from feedback
union all
select org_code, assessment_date, 'G3', status, sentence, stale_on from {{ ref('int_gold3_judged') }}
