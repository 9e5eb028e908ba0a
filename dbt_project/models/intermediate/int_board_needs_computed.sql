-- One row for each assessment and population basis: what §3.5.1 asks of the board, and whether it is there.
with inputs as (
    select
        org_code,
        assessment_date,
        rule_version,
        try_cast(facts['seats_total'] as integer) as seats,
        try_cast(facts['seats_bme'] as integer) as bme,
        try_cast(facts['seats_unknown'] as integer) as unknown,
        try_cast(facts['as_at'] as date) as as_at
    from {{ ref('int_item_inputs_gathered') }}
    where item_id = 'G1'
),

needs as (
    select
        inputs.*,
        bases.basis,
        bases.bme_share,
        bases.is_registered,
        {{ in_date_until('inputs.as_at', 'months.parameter_value', 'null', 'false') }} as in_date_until,
        greatest(1, floor(seats * bases.bme_share + 0.5))::integer as need_nearest,
        greatest(1, floor(seats * bases.bme_share))::integer as need_floor
    from inputs
    inner join {{ ref('int_rule_parameters_chosen') }} as months
        on inputs.rule_version = months.rule_version and months.parameter = 'annual_months'
    left join {{ ref('int_population_bases_chosen') }} as bases on inputs.org_code = bases.org_code
)

select
    * exclude (rule_version),
    case
        when seats is null and bme is null then 'not_submitted'
        when seats is null or bme is null or as_at is null then 'not_evidenced'
        when basis is null then 'not_calculable'
        when in_date_until < assessment_date then 'stale'
        when bme >= need_nearest then 'met'
        when need_floor <= bme or bme + coalesce(unknown, 0) >= need_nearest then 'panel_judgement'
        else 'not_met'
    end as status
from needs
