-- Rules of meaning that counts break (§6.4). What is broken is shown and, where it would mislead, not computed
-- (int_arms_counted).
with arms as (
    select * from {{ ref('int_arms_counted') }}
)

select 'V01' as rule_id, 'wres' as source, lines.org_code, 'no organisation ' || lines.org_code || ' in the ODS list' as detail
from {{ ref('int_wres_lines_unioned') }} as lines
anti join {{ ref('stg_ods__trusts') }} as trusts on lines.org_code = trusts.org_code
group by lines.org_code

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
    'V14', source, org_code,
    measure_code || ' of ' || wres_year || ': ' || round(100 * unknown_rate, 1) || '% of unknown ethnicity'
    || case when unknown_rate > {{ parameter('unknown_rate_low_confidence') }} then ', low confidence' else '' end
from arms
where unknown_rate > {{ parameter('unknown_rate_warning') }}
