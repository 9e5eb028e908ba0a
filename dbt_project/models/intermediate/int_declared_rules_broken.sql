-- Rules of meaning that declared ratios break (§6.4). A declared ratio, also a published one, is compared and never
-- used.
with declared as (
    select
        ratios.*,
        case when {{ is_number('ratios.declared_value') }} then ratios.declared_value::double end as declared_number,
        computed.measure_value as computed_value,
        round(abs(declared_number - computed_value), 12) as difference,
        case
            when
                contains(declared_value, '%') or declared_number is null
                or declared_number not between limits.declared_ratio_minimum and limits.declared_ratio_maximum
                then 'V13'
            when difference <= limits.declared_ratio_tolerance or difference is null then null
            when
                abs(declared_number - 1 / computed_value) < difference
                and abs(computed_value - 1) > limits.inversion_parity_margin
                then 'V12'
            else 'V11'
        end as rule_id
    from {{ ref('int_declared_ratios_unioned') }} as ratios
    left join {{ ref('int_measures_computed') }} as computed
        on
            ratios.org_code = computed.org_code
            and ratios.wres_year = computed.wres_year
            and ratios.measure_code = computed.measure_code
            and computed.kind = 'ratio'
            and computed.series_kind = 'own'
            and computed.is_current
    cross join {{ parameters([
        'declared_ratio_minimum', 'declared_ratio_maximum', 'declared_ratio_tolerance', 'inversion_parity_margin'
    ]) }} as limits
)

select
    rule_id, source, org_code, wres_year as period,
    measure_code || ' of ' || wres_year || ': declared ' || {{ shown('declared_value') }} || ', computed '
    || coalesce(round(computed_value, 2)::varchar, 'not calculable')
    || case rule_id
        when 'V13' then '; a ratio is a number such as 1.25'
        when 'V12'
            then '; 1 / ' || declared_number || ' is ' || round(1 / declared_number, 2) || ', so it is upside down'
        else ''
    end as detail,
    [{{ line_of('declared', 'declared.table_name') }}] as lines
from declared
where rule_id is not null
