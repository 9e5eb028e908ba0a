-- Beside each result of item G3, how often an organisation of about that size would pass with nothing changed (§4.6).
-- The simulated sizes are a full grid, so the nearest number of staff and the nearest BME share are found one by one.
with judged as (
    select
        gold3.org_code,
        gold3.assessment_date,
        gold3.usable < {{ parameter('gold3_measures_minimum') }} as has_too_few,
        string_split(gold3.usable_measures, ' ') as usable_codes,
        workforce.bme_den as staff,
        workforce.bme_value as bme_share
    from {{ ref('int_gold3_judged') }} as gold3
    left join {{ ref('int_measures_computed') }} as workforce
        on
            gold3.org_code = workforce.org_code
            and gold3.wres_year = workforce.wres_year
            and workforce.measure_code = 'I1.WORKFORCE'
            and workforce.is_current
            and workforce.series_kind = 'own'
            and workforce.value_status = 'ok'
),

simulated as (
    select *, string_split(usable_measures, ' ') as simulated_codes
    from {{ ref('gold3_chances') }}
    where closing = 0
),

matched as (
    select
        judged.*,
        simulated.* exclude (staff, bme_share),
        simulated.staff as simulated_staff,
        simulated.bme_share as simulated_bme_share,
        list_has_all(usable_codes, simulated_codes) as is_within,
        list_has_all(simulated_codes, usable_codes) as is_around
    from judged
    left join simulated
        on
            not judged.has_too_few
            and judged.staff > 0
            and (list_has_all(usable_codes, simulated_codes) or list_has_all(simulated_codes, usable_codes))
    qualify
        row_number() over (
            partition by judged.org_code, judged.assessment_date
            order by
                abs(ln(judged.staff / simulated.staff)), simulated.staff,
                abs(judged.bme_share - simulated.bme_share), simulated.bme_share,
                -- a smaller set of measures before a larger one, and of either the nearest
                is_within desc, abs(len(usable_codes) - len(simulated_codes))
        ) = 1
)

select
    org_code,
    assessment_date,
    case
        when has_too_few then 'too_few_measures'
        when simulated_staff is null then 'size_unknown'
        when is_within and is_around then 'same_measures'
        when is_within then 'fewer_measures'
        else 'more_measures'
    end as chance_status,
    chance_met,
    chance_panel,
    chance_reading_a,
    chance_reading_b,
    chance_reading_c,
    simulated_staff as chance_staff,
    simulated_bme_share as chance_bme_share,
    usable_measures as chance_usable,
    random_seed as chance_random_seed
from matched
