-- Rules of meaning that a return breaks (§6.4). A declared ratio, also a published one, is compared and never used.
with declared as (
    select
        ratios.*,
        case when {{ is_number('ratios.declared_value') }} then ratios.declared_value::double end as declared_number,
        computed.measure_value as computed_value,
        round(abs(declared_number - computed_value), 12) as difference,
        contains(declared_value, '%')
        or declared_number is null
        or declared_number > {{ parameter('declared_ratio_maximum') }}
        or declared_number < {{ parameter('declared_ratio_minimum') }} as is_other_unit
    from {{ ref('int_declared_ratios_unioned') }} as ratios
    left join {{ ref('int_measures_computed') }} as computed
        on
            ratios.org_code = computed.org_code
            and ratios.wres_year = computed.wres_year
            and ratios.measure_code = computed.measure_code
            and computed.kind = 'ratio'
            and computed.series_kind = 'own'
            and computed.is_current
)

select
    'V01' as rule_id, 'returns' as source, org_code,
    'the return for ' || assessment_date || ' is from ' || org_code || ': ' || replace(exclusion, '_', ' ') as detail
from {{ ref('int_returns_ranked') }}
where exclusion in ('organisation_unknown', 'organisation_closed')

union all
select
    case exclusion when 'unsigned_application' then 'V35' else 'T02' end, 'returns', org_code,
    'return for ' || assessment_date || ': '
    || case exclusion
        when 'unsigned_application' then 'nobody attested the application, so it does not count'
        else 'it is assessed or attested for a day that has not come'
    end
from {{ ref('int_returns_ranked') }}
where exclusion in ('unsigned_application', 'not_yet_valid')

union all
select
    'T01', 'returns', org_code,
    'return for ' || assessment_date || ': ' || count(*) || ' are attested on '
    || coalesce({{ day_words('attested_on') }}, 'no day') || '; which one counts is arbitrary'
from {{ ref('int_returns_ranked') }}
where exclusion is null
group by org_code, assessment_date, attested_on
having count(*) > 1

union all
select
    case
        when is_other_unit then 'V13'
        when
            abs(declared_number - 1 / computed_value) < difference
            and abs(computed_value - 1) > {{ parameter('inversion_parity_margin') }}
            then 'V12'
        else 'V11'
    end,
    source, org_code,
    measure_code || ' of ' || wres_year || ': declared ' || {{ shown('declared_value') }} || ', computed '
    || coalesce(round(computed_value, 2)::varchar, 'not calculable')
from declared
where is_other_unit or difference > {{ parameter('declared_ratio_tolerance') }}
