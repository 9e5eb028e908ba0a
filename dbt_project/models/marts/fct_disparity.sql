with cells as (
    select
        org_code,
        snapshot_on,
        source,
        split_part(set_code, '.', 2) as staff_scope,
        split_part(set_code, '.', 3) as disparity_group,
        white,
        bme,
        pair_status
    from {{ ref('int_band_sets_summed') }}
    where starts_with(set_code, 'DISPARITY.') and is_preferred
),

counts as (
    select
        org_code,
        snapshot_on,
        staff_scope,
        max(white) filter (disparity_group = 'lower') as white_lower,
        max(white) filter (disparity_group = 'middle') as white_middle,
        max(white) filter (disparity_group = 'upper') as white_upper,
        max(bme) filter (disparity_group = 'lower') as bme_lower,
        max(bme) filter (disparity_group = 'middle') as bme_middle,
        max(bme) filter (disparity_group = 'upper') as bme_upper,
        coalesce(
            max(pair_status) filter (pair_status = 'suppressed'),
            max(pair_status) filter (pair_status <> 'reported'),
            case when min(least(white, bme)) = 0 then 'not_calculable' else 'ok' end
        ) as status,
        case when min(source) = 'esr' then 'esr' else 'submitted' end as source
    from cells
    group by org_code, snapshot_on, staff_scope
)

select
    counts.org_code,
    counts.snapshot_on,
    counts.staff_scope,
    {%- for low, high, name in [
        ("lower", "middle", "low_mid"), ("middle", "upper", "mid_up"), ("lower", "upper", "low_up")
    ] %}
    {{ disparity_ratio(low, high) }} as ratio_{{ name }},
    {{ disparity_limit(low, high, "-limits.z") }} as ratio_{{ name }}_lower,
    {{ disparity_limit(low, high, "limits.z") }} as ratio_{{ name }}_upper,
    {%- endfor %}
    counts.white_lower,
    counts.white_middle,
    counts.white_upper,
    counts.bme_lower,
    counts.bme_middle,
    counts.bme_upper,
    counts.status,
    counts.source
from counts
cross join (select {{ parameter('confidence_z') }} as z) as limits
