-- Every value as it is, and beside it as others may see it (§5.3): rounded for the public, without small counts for the
-- panel. What is computed from these counts, limits and changes too, gives away no more than they do. A value with a
-- small count shows none of its counts, so that none of them can be told from the others.
with own as (
    select
        counted.*,
        counted.kind not in ('survey', 'survey_gap', 'pay_gap') as counts_people,
        counted.kind = 'ratio' and least(counted.white_num, counted.bme_num) = 0 as has_empty_arm,
        counts_people and coalesce(
            {% for column in (
                'white_num', 'bme_num', 'white_den', 'bme_den', 'comparator_num', 'comparator_den'
            ) -%}
            {{ "or " if not loop.first }}{{ is_small('counted.' ~ column) }}
            {% endfor %}, false
        ) as has_small_count,
        -- a value is published when all that it is made of is, and when it can be shown without giving counts away
        counted.series_kind = 'own' and coalesce(
            -- a survey suppresses what few have answered; counts need a row that says why they can be shown
            coalesce(disclosed.is_public, not counts_people) and counted.kind <> 'pay_gap' and precedence.is_public
            and coalesce(disclosed.public_source = counted.source, true)
            and (counted.comparator_source is null or comparators.is_public), false
        ) as is_published,
        coalesce(disclosed.is_for_panel, false) as is_for_panel,
        registry.years_pooled,
        coalesce(bands.leaves_open, true) as leaves_open
    from {{ ref('int_arms_counted') }} as counted
    inner join {{ ref('measures') }} as registry on counted.measure_code = registry.measure_code
    left join {{ ref('int_bands_tried') }} as bands on counted.value_id = bands.value_id
    left join {{ ref('disclosed_measures') }} as disclosed on counted.measure_code = disclosed.measure_code
    left join {{ ref('source_precedence') }} as precedence on counted.source = precedence.source
    left join {{ ref('source_precedence') }} as comparators on counted.comparator_source = comparators.source
),

-- pooled years are the sum of what stands beside them, so they are what the worst of them is
judged as (
    select
        *,
        {% for flag, aggregate in (
            ('is_published', 'bool_and'), ('has_small_count', 'bool_or'), ('has_empty_arm', 'bool_or')
        ) -%}
        if(years_pooled = 1, {{ flag }}, {{ aggregate }}({{ flag }}) over years)
            as {{ flag }}_at_all{{ "," if not loop.last }}
        {% endfor %}
    from own
    window years as (
        partition by org_code, split_part(measure_code, '.', 1), series_kind, is_current
        order by wres_year range between (years_pooled - 1) preceding and current row
    )
),

kinds as (
    select *, series_kind as shown_kind, false as is_withheld from judged

    union all

    select
        *,
        'public',
        -- rounded by a hair, a few can come to be more than there are
        has_small_count_at_all or has_empty_arm_at_all or coalesce(
            comparator_is_whole
            and {{ shown_count('comparator_num') }} - {{ shown_count('bme_num') }}
            > {{ shown_count('comparator_den') }} - {{ shown_count('bme_den') }}, false
        )
    from judged
    where is_published_at_all

    union all

    select *, 'panel', has_small_count_at_all
    from judged
    where series_kind = 'own' and is_current and is_for_panel and not is_published_at_all
),

controlled as (
    select
        *,
        shown_kind in ('public', 'panel') as is_for_others,
        case
            when is_withheld and value_status in ('ok', 'interval_only') then 'small_numbers' else value_status
        end as shown_status,
        is_for_others and (is_withheld or shown_status not in ('ok', 'interval_only')) as has_no_counts
    from kinds
),

shown as (
    select
        * exclude (numerator_unknown_rate, unknown_rate)
        replace (
            if(is_for_others, concat_ws(':', value_id, shown_kind), value_id) as value_id,
            shown_kind as series_kind,
            shown_status as value_status,
            is_published_at_all as is_published,
            {% for column in ('white_num', 'bme_num', 'white_den', 'bme_den', 'comparator_num', 'comparator_den') -%}
            case
                when has_no_counts then null
                when shown_kind = 'public' and counts_people then {{ shown_count(column) }}
                else {{ column }}
            end as {{ column }},
            {% endfor -%}
            {% for column in ('unknown_num', 'unknown_den', 'comparator_unknown') -%}
            case
                when has_no_counts then null
                when is_for_others then {{ shown_remainder(column) }}
                else {{ column }}
            end as {{ column }}{{ "," if not loop.last }}
            {% endfor -%}
        ),
        -- a size without its counts gives none of them back, unless few could have it; without both arms there is none
        case
            when shown_status is distinct from 'small_numbers' or kind <> 'ratio' or years_pooled > 1 then null
            when has_empty_arm then 'not_calculable'
            when leaves_open then {{ band_of_arms(
                "numerator_group = 'WHITE'", 'white_num', 'white_den', 'bme_num', 'bme_den'
            ) }}
        end as band_kept
    from controlled
)

select
    shown.* exclude (
        counts_people, has_small_count, has_empty_arm, is_for_panel, years_pooled, leaves_open, is_published,
        is_published_at_all, has_small_count_at_all, has_empty_arm_at_all, shown_kind, is_withheld, is_for_others,
        shown_status, has_no_counts
    ),
    is_published as is_public,
    {{ unknown_rates() }}
from shown
