-- Two years of one measure side by side, and every reason why they may not be compared (§1.5).
with series as (
    select * from {{ ref('int_series_chosen') }}
),

pairs as (
    select
        later.org_code,
        later.measure_code,
        later.indicator,
        earlier.wres_year as year_from,
        -- pooled years reach back behind the year that they are named after
        earlier.wres_year - earlier.years_pooled + 1 as first_year,
        later.wres_year as year_to,
        earlier.value_id as value_id_from,
        later.value_id as value_id_to,
        earlier.series_kind,
        later.release_year,
        earlier.value_status as status_from,
        later.value_status as status_to,
        earlier.basis as basis_from,
        later.basis as basis_to,
        earlier.source = later.source
        and earlier.release_year is not distinct from later.release_year as is_one_release,
        later.reference_time = 'survey' and not is_one_release as mixes_releases,
        -- who is asked is settled before the fieldwork of the autumn, half a year before the snapshot (§1.1)
        if(later.reference_time = 'survey', {{ parameter('survey_lead_months') }}, 0)::integer as lead_months
    from series as later
    inner join series as earlier
        on
            later.org_code = earlier.org_code
            and later.measure_code = earlier.measure_code
            and later.wres_year - earlier.wres_year between 1 and {{ parameter('change_years_longest') }}
            -- like with like: the same organisations in both years, added up before they were one
            and (
                earlier.series_kind = later.series_kind
                or (earlier.series_kind = 'proforma' and later.series_kind = 'own' and not later.is_before_merger)
            )
    qualify
        row_number() over (
            partition by
                later.org_code, later.measure_code, earlier.wres_year, later.wres_year,
                replace(later.series_kind, 'proforma', 'own')
            order by
                mixes_releases, status_from = 'ok' and status_to = 'ok' desc, earlier.series_kind desc,
                later.release_year desc nulls last, earlier.release_year desc nulls last
        ) = 1
),

breaks as (
    select
        pairs.value_id_from,
        pairs.value_id_to,
        string_agg(registered.what_changed, '; ' order by registered.break_id) filter (
            registered.severity = 'block'
            and not coalesce(registered.lifted_by = 'one_release' and pairs.is_one_release, false)
            and not coalesce(registered.lifted_by = 'same_basis' and pairs.basis_from = pairs.basis_to, false)
        ) as block_words,
        string_agg(registered.what_changed, '; ' order by registered.break_id)
            filter (registered.severity = 'warn') as warnings
    from pairs
    inner join {{ ref('measure_breaks') }} as registered
        on
            pairs.indicator = registered.measure_code
            and coalesce(registered.org_code, pairs.org_code) = pairs.org_code
            and coalesce(registered.year_to, pairs.year_to) > pairs.first_year
            and coalesce(registered.year_from, pairs.year_from) < pairs.year_to
    group by pairs.value_id_from, pairs.value_id_to
),

mergers as (
    select
        pairs.value_id_from,
        pairs.value_id_to,
        string_agg(distinct components.component_code, ', ' order by components.component_code) as joined_codes
    from pairs
    inner join {{ ref('int_components_listed') }} as components
        on
            pairs.org_code = components.org_code
            and pairs.series_kind <> 'proforma'
            and components.joined_on > make_date(pairs.first_year::integer, 3, 31) - to_months(pairs.lead_months)
            and components.joined_on <= make_date(pairs.year_to, 3, 31) - to_months(pairs.lead_months)
    group by pairs.value_id_from, pairs.value_id_to
)

select
    pairs.* exclude (first_year, lead_months),
    breaks.warnings,
    nullif(concat_ws(
        '; ',
        case when status_from <> 'ok' then year_from || ' is ' || {{ status_words('status_from') }} end,
        case when status_to <> 'ok' then year_to || ' is ' || {{ status_words('status_to') }} end,
        case when basis_from is distinct from basis_to and 'rolling2' in (basis_from, basis_to)
            then 'The basis is ' || coalesce(basis_from, 'not given') || ' in ' || year_from || ' and '
            || coalesce(basis_to, 'not given') || ' in ' || year_to end,
        case when mixes_releases then 'No one release of the survey holds both years' end,
        'Merger with ' || mergers.joined_codes || ', whose counts cannot be added',
        breaks.block_words
    ), '') as block_reason
from pairs
left join breaks on pairs.value_id_from = breaks.value_id_from and pairs.value_id_to = breaks.value_id_to
left join mergers on pairs.value_id_from = mergers.value_id_from and pairs.value_id_to = mergers.value_id_to
