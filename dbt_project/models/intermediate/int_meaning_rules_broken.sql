-- One row for each rule of meaning (§6.4) that a value breaks. What is broken is shown and, where it would mislead,
-- not computed (int_arms_counted); the declared ratio is never used at all.
with arms as (
    select * from {{ ref('int_arms_counted') }}
),

declared as (
    select
        returns.org_code,
        ratios.wres_year,
        ratios.measure_code,
        ratios.declared_value,
        try_cast(ratios.declared_value as double) as declared_number,
        computed.measure_value as computed_value
    from {{ ref('stg_returns__declared_ratios') }} as ratios
    inner join {{ ref('int_returns_ranked') }} as returns
        on ratios.file_sha256 = returns.file_sha256 and returns.is_current
    left join {{ ref('int_measures_computed') }} as computed
        on
            returns.org_code = computed.org_code
            and ratios.wres_year = computed.wres_year
            and ratios.measure_code = computed.measure_code
            and computed.kind = 'ratio'
)

select 'V01' as rule_id, 'wres' as source, lines.org_code, 'no organisation ' || lines.org_code || ' in the ODS list' as detail
from {{ ref('int_wres_lines_unioned') }} as lines
anti join {{ ref('stg_ods__trusts') }} as trusts on lines.org_code = trusts.org_code
group by lines.org_code

union all
select
    'V01', 'returns', org_code,
    'the return for ' || assessment_date || ' is from ' || org_code || ': ' || replace(exclusion, '_', ' ')
from {{ ref('int_returns_ranked') }}
where exclusion in ('organisation_unknown', 'organisation_closed')

union all
select
    case measure_code when 'I2' then 'V06' else 'V07' end, source, org_code,
    measure_code || ' of ' || wres_year || ': White ' || white_num::bigint || ' of ' || white_den::bigint
    || ', BME ' || bme_num::bigint || ' of ' || bme_den::bigint
from arms
where kind = 'ratio' and value_status = 'rejected'

union all
select
    'V08', totals.source, totals.org_code,
    'board of ' || totals.wres_year || ': ' || totals.everyone::bigint || ' seats, '
    || (voting.everyone + nonvoting.everyone)::bigint || ' by vote, ' || (executive.everyone + ned.everyone)::bigint || ' by role'
from {{ ref('int_sets_grouped') }} as totals
left join {{ ref('int_sets_grouped') }} as voting
    on totals.org_code = voting.org_code and totals.wres_year = voting.wres_year and voting.set_code = 'I9.BOARD.VOTING'
left join {{ ref('int_sets_grouped') }} as nonvoting
    on totals.org_code = nonvoting.org_code and totals.wres_year = nonvoting.wres_year and nonvoting.set_code = 'I9.BOARD.NONVOTING'
left join {{ ref('int_sets_grouped') }} as executive
    on totals.org_code = executive.org_code and totals.wres_year = executive.wres_year and executive.set_code = 'I9.BOARD.EXEC'
left join {{ ref('int_sets_grouped') }} as ned
    on totals.org_code = ned.org_code and totals.wres_year = ned.wres_year and ned.set_code = 'I9.BOARD.NED'
where
    totals.set_code = 'I9.BOARD.TOTAL'
    and (
        totals.everyone <> voting.everyone + nonvoting.everyone
        or totals.everyone <> executive.everyone + ned.everyone
        or totals.everyone not between {{ parameter('board_seats_minimum') }} and {{ parameter('board_seats_maximum') }}
    )

union all
select
    case
        when contains(declared_value, '%') or declared_number is null or declared_number > 10 or declared_number < 0.1 then 'V13'
        when
            abs(declared_number - 1 / computed_value) < abs(declared_number - computed_value)
            and abs(computed_value - 1) > {{ parameter('inversion_parity_margin') }}
            then 'V12'
        else 'V11'
    end,
    'returns', org_code,
    measure_code || ' of ' || wres_year || ': declared ' || declared_value || ', computed '
    || coalesce(round(computed_value, 2)::varchar, 'not calculable')
from declared
where declared_number is null or abs(declared_number - computed_value) > {{ parameter('declared_ratio_tolerance') }}

union all
select
    'V14', source, org_code,
    measure_code || ' of ' || wres_year || ': ' || round(100 * unknown_rate, 1) || '% of unknown ethnicity'
    || case when unknown_rate > {{ parameter('unknown_rate_low_confidence') }} then ', low confidence' else '' end
from arms
where unknown_rate > {{ parameter('unknown_rate_warning') }}

union all
select distinct
    'V23', 'staff_survey', coalesce(org_code, reporting_unit),
    'the survey of ' || nss_year || ' is given for WRES ' || wres_year
from {{ ref('int_survey_units_mapped') }}
where not is_right_survey
