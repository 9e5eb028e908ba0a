-- Rules of meaning that the counts of a measure break (§6.4). What is broken is shown and, where it would mislead, not
-- computed (int_arms_counted). Where the counts stand is looked up by their sets and groups (int_count_rules_located).
with arms as (
    select
        arms.*, measures.numerator_set, measures.parent_code is null as is_headline,
        coalesce(measures.denominator_set, measures.comparator_set) as denominator_set
    from {{ ref('int_arms_counted') }} as arms
    inner join {{ ref('measures') }} as measures on arms.measure_code = measures.measure_code
    where arms.is_current and arms.series_kind = 'own'
),

headlines as (
    select * from arms where is_headline
)

select
    case when starts_with(measure_code, 'I2') then 'V06' else 'V07' end as rule_id, source, org_code,
    wres_year as period,
    measure_code || ' of ' || wres_year || ': ' || concat_ws(
        ', ',
        {% for group, words in (('white', 'White'), ('bme', 'BME'), ('unknown', 'of unknown ethnicity')) %}
        case when {{ group }}_num > {{ group }}_den
            then '{{ words }} ' || {{ group }}_num::bigint || ' of ' || {{ group }}_den::bigint
        end{{ "," if not loop.last }}
        {% endfor %}
    ) as detail,
    [numerator_set, denominator_set] as set_codes,
    [
        if(white_num > white_den, 'WHITE', null), if(bme_num > bme_den, 'BME', null),
        if(unknown_num > unknown_den, 'UNKNOWN', null)
    ] as wres_groups
from arms
where kind = 'ratio' and (white_num > white_den or bme_num > bme_den or unknown_num > unknown_den)

union all
select
    'V14', source, org_code, wres_year,
    measure_code || ' of ' || wres_year || ': ' || round(100 * rate, 1) || '% of unknown ethnicity in its ' || of_what
    || case when rate > {{ parameter('unknown_rate_low_confidence') }} then ', low confidence' else '' end,
    [if(of_what = 'numerator', numerator_set, denominator_set)], ['UNKNOWN']
from (
    unpivot (
        select
            source, org_code, measure_code, wres_year, numerator_set, denominator_set,
            unknown_rate as denominator, numerator_unknown_rate as numerator
        from headlines
    )
    on denominator, numerator into name of_what value rate
)
where rate > {{ parameter('unknown_rate_warning') }}

union all
select
    'V17', source, org_code, wres_year,
    measure_code || ' of ' || wres_year || ': ' || round(100 * rate, 1) || '% of shortlisted ' || group_name
    || ' applicants appointed',
    [numerator_set, denominator_set], [upper(group_name)]
from (
    select
        *,
        unnest([white_num / nullif(white_den, 0), bme_num / nullif(bme_den, 0)]) as rate,
        unnest(['White', 'BME']) as group_name
    from headlines
    where measure_code = 'I2'
)
where rate > {{ parameter('appointment_rate_maximum') }} or rate < {{ parameter('appointment_rate_minimum') }}

union all
select
    'V18', source, org_code, wres_year,
    'I4 of ' || wres_year || ': '
    || case
        when white_num = white_den and bme_num = bme_den then 'everyone'
        when white_num = white_den then 'every White member of staff'
        when bme_num = bme_den then 'every BME member of staff'
        else 'exactly the same share of White and BME staff'
    end || ' accessed training, probably a default',
    [numerator_set, denominator_set], ['WHITE', 'BME']
from headlines
where
    measure_code = 'I4' and white_num > 0 and bme_num > 0
    and (white_num = white_den or bme_num = bme_den or white_num * bme_den = bme_num * white_den)

union all
select
    'V19', source, org_code, wres_year,
    'I3 of ' || wres_year || ': no entry among '
    || (white_den + bme_den + coalesce(unknown_den, 0))::bigint || ' staff',
    [numerator_set], null
from headlines
where
    measure_code = 'I3' and white_num + bme_num + coalesce(unknown_num, 0) = 0
    and white_den + bme_den + coalesce(unknown_den, 0) > {{ parameter('no_entries_staff_minimum') }}
