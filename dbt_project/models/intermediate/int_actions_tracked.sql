-- One row for each answer of a current return, with where its action stands. Only the latest return's plan is at work,
-- and an action is done once the item's evidence is complete, whatever the organisation says of its progress.
select
    returns.org_code,
    returns.assessment_date,
    answers.item_id,
    answers.target_completion_date,
    case
        when returns.assessment_date < max(returns.assessment_date) over (partition by returns.org_code)
            then 'earlier_return'
        else coalesce(
            {{ due_state(
                'answers.target_completion_date',
                "coalesce(items.status in ('met', 'met_min', 'panel_judgement'), false)"
            ) }},
            'no_date'
        )
    end as action_state
from {{ ref('stg_returns__answers') }} as answers
inner join {{ ref('int_returns_ranked') }} as returns
    on answers.file_sha256 = returns.file_sha256 and returns.is_current
left join {{ ref('fct_items') }} as items
    on
        returns.org_code = items.org_code
        and returns.assessment_date = items.assessment_date
        and answers.item_id = items.item_id
