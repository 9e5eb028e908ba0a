-- An organisation's own counts, and beside them its pro-forma counts: for the years before a merger, those of everyone
-- who has since become part of it, added up (§1.5). A sum in which a part is missing is no sum.
with refused as (
    select distinct org_code, wres_year, source, release_year, unnest(refused_sets) as set_code
    from {{ ref('int_sets_contradicted') }}
),

own as (
    select
        sets.* replace (sets.has_rejected or refused.set_code is not null as has_rejected),
        'own' as series_kind
    from {{ ref('int_sets_grouped') }} as sets
    left join refused
        on
            sets.org_code = refused.org_code
            and sets.wres_year = refused.wres_year
            and sets.source = refused.source
            and sets.release_year is not distinct from refused.release_year
            and sets.set_code = refused.set_code
),

summable_sets as (
    select distinct unnest([numerator_set, denominator_set, comparator_set]) as set_code
    from {{ ref('measures') }}
    where is_summable
),

parts as (
    select components.*, years.wres_year, make_date(years.wres_year, 3, 31) as snapshot_on
    from {{ ref('int_components_listed') }} as components
    cross join (select distinct wres_year from own) as years
    inner join {{ ref('stg_ods__trusts') }} as organisations on components.component_code = organisations.org_code
    where
        coalesce(organisations.opened_on, snapshot_on) <= snapshot_on
        and coalesce(components.succeeded_on, {{ as_of() }}) > snapshot_on
        and coalesce(components.joined_on, snapshot_on) <= {{ as_of() }}
),

wholes as (
    select org_code, wres_year, count(*) as part_count
    from parts
    group by org_code, wres_year
    having bool_or(component_code <> org_code) and not bool_or(is_split)
),

summed as (
    select
        parts.org_code,
        parts.wres_year,
        own.set_code,
        case when min(own.source) = max(own.source) then min(own.source) else 'several' end as source,
        max(own.release_year) as release_year,
        true as is_current,
        case when min(own.basis) is not distinct from max(own.basis) then min(own.basis) else 'mixed' end as basis,
        case when count(own.white) = wholes.part_count then sum(own.white) end as white,
        case when count(own.bme) = wholes.part_count then sum(own.bme) end as bme,
        case when count(own.unknown) = wholes.part_count then sum(own.unknown) end as unknown,
        case when count(own.everyone) = wholes.part_count then sum(own.everyone) end as everyone,
        bool_or(own.has_line) as has_line,
        bool_or(own.has_suppressed) as has_suppressed,
        bool_or(own.has_rejected) as has_rejected,
        'proforma' as series_kind
    from parts
    inner join wholes on parts.org_code = wholes.org_code and parts.wres_year = wholes.wres_year
    inner join own
        on parts.component_code = own.org_code and parts.wres_year = own.wres_year and own.is_current
    inner join summable_sets on own.set_code = summable_sets.set_code
    group by parts.org_code, parts.wres_year, own.set_code, wholes.part_count
)

select * from own
union all by name
select * from summed
