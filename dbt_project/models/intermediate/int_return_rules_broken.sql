-- Rules of meaning that a return breaks (§6.4). A declared ratio is compared and never used.
with declared as (
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
