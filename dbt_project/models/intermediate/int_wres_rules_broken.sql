-- Rules of meaning that counts break (§6.4). What is broken is shown and, where it would mislead, not computed
-- (int_arms_counted).
with arms as (
    select * from {{ ref('int_arms_counted') }} where is_current and series_kind = 'own'
),

headlines as (
    select arms.*
    from arms
    inner join {{ ref('measures') }} as measures on arms.measure_code = measures.measure_code
    where measures.parent_code is null
),

boards as (
    pivot (from {{ ref('int_sets_grouped') }} where is_current and starts_with(set_code, 'I9.BOARD.'))
    on set_code in ('I9.BOARD.TOTAL', 'I9.BOARD.VOTING', 'I9.BOARD.NONVOTING', 'I9.BOARD.EXEC', 'I9.BOARD.NED')
    using max(everyone)
    group by org_code, wres_year, source
)

select
    'V01' as rule_id, 'wres' as source, lines.org_code,
    'no organisation ' || lines.org_code || ' in the ODS list' as detail
from {{ ref('int_wres_lines_unioned') }} as lines
anti join {{ ref('stg_ods__trusts') }} as trusts on lines.org_code = trusts.org_code
group by lines.org_code

union all
select
    case when value_status = 'unknown_line' then 'V05' when unit = 'fraction' then 'V21' else 'V03' end as rule_id,
    source, org_code,
    measure_code || ' ' || wres_group || ' of ' || wres_year || ': '
    || case rule_id
        when 'V03' then line_value || ' is not a whole number of people'
        when 'V21' then line_value || ' is no fraction from 0 to 1'
        else 'no line has this code, so its value is not used'
    end
from {{ ref('int_wres_lines_verified') }}
where value_status in ('rejected', 'unknown_line')

union all
select
    case when starts_with(measure_code, 'I2') then 'V06' else 'V07' end, source, org_code,
    measure_code || ' of ' || wres_year || ': ' || concat_ws(
        ', ',
        {% for group, words in (('white', 'White'), ('bme', 'BME'), ('unknown', 'of unknown ethnicity')) %}
        case when {{ group }}_num > {{ group }}_den
            then '{{ words }} ' || {{ group }}_num::bigint || ' of ' || {{ group }}_den::bigint
        end{{ "," if not loop.last }}
        {% endfor %}
    )
from arms
where kind = 'ratio' and (white_num > white_den or bme_num > bme_den or unknown_num > unknown_den)

union all
select
    'V08', source, org_code,
    'board of ' || wres_year || ': ' || "I9.BOARD.TOTAL"::bigint || ' seats, '
    || ("I9.BOARD.VOTING" + "I9.BOARD.NONVOTING")::bigint || ' by vote, '
    || ("I9.BOARD.EXEC" + "I9.BOARD.NED")::bigint || ' by role'
from boards
where
    "I9.BOARD.TOTAL" <> "I9.BOARD.VOTING" + "I9.BOARD.NONVOTING"
    or "I9.BOARD.TOTAL" <> "I9.BOARD.EXEC" + "I9.BOARD.NED"
    or "I9.BOARD.TOTAL" not between {{ parameter('board_seats_minimum') }} and {{ parameter('board_seats_maximum') }}

union all
select
    'V14', source, org_code,
    measure_code || ' of ' || wres_year || ': ' || round(100 * rate, 1) || '% of unknown ethnicity in its ' || of_what
    || case when rate > {{ parameter('unknown_rate_low_confidence') }} then ', low confidence' else '' end
from (
    unpivot (
        select
            source, org_code, measure_code, wres_year,
            unknown_rate as denominator, numerator_unknown_rate as numerator
        from headlines
    )
    on denominator, numerator into name of_what value rate
)
where rate > {{ parameter('unknown_rate_warning') }}

union all
select
    'V17', source, org_code,
    measure_code || ' of ' || wres_year || ': ' || round(100 * rate, 1) || '% of shortlisted ' || wres_group
    || ' applicants appointed'
from (
    select
        *,
        unnest([white_num / nullif(white_den, 0), bme_num / nullif(bme_den, 0)]) as rate,
        unnest(['White', 'BME']) as wres_group
    from headlines
    where measure_code = 'I2'
)
where rate > {{ parameter('appointment_rate_maximum') }} or rate < {{ parameter('appointment_rate_minimum') }}

union all
select
    'V18', source, org_code,
    'I4 of ' || wres_year || ': '
    || if(white_num = white_den and bme_num = bme_den, 'everyone accessed training', 'both rates are exactly equal')
    || ', probably a default'
from headlines
where measure_code = 'I4' and white_den > 0 and bme_den > 0 and white_num > 0 and white_num * bme_den = bme_num * white_den

union all
select 'V19', source, org_code, 'I3 of ' || wres_year || ': no entry among ' || (white_den + bme_den)::bigint || ' staff'
from headlines
where measure_code = 'I3' and white_num + bme_num = 0 and white_den + bme_den > {{ parameter('no_entries_staff_minimum') }}

union all
select
    'V25', source, org_code,
    indicator || ' of ' || wres_year || ': ' || largest
    || case when disagreements > 1 then ', and ' || (disagreements - 1) || ' more disagreements' else '' end
from {{ ref('int_source_conflicts_listed') }}
