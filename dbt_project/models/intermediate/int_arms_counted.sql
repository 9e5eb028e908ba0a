with sets as (
    select * from {{ ref('int_sets_united') }}
),

measures as (
    select * from {{ ref('measures') }} where valid_from <= {{ as_of() }}
),

-- the workforce that a share is compared with may come from another source, so the current one is taken
current_sets as (
    select * from sets where is_current
),

joined as (
    select
        tops.org_code, tops.wres_year, measures.measure_code, tops.series_kind, tops.source, tops.release_year,
        tops.is_current, tops.basis, measures.kind, measures.numerator_group, measures.comparator_is_whole,
        measures.years_pooled,
        tops.has_suppressed or coalesce(bottoms.has_suppressed, false)
        or (measures.kind = 'share_gap' and coalesce(others.has_suppressed, false)) as has_suppressed,
        tops.has_rejected or coalesce(bottoms.has_rejected, false)
        or (measures.kind = 'share_gap' and coalesce(others.has_rejected, false)) as has_rejected,
        measures.kind in ('share', 'share_gap') as is_share,
        tops.white as white_num,
        tops.bme as bme_num,
        tops.unknown as unknown_num,
        case when is_share then tops.everyone else bottoms.white end as white_den,
        case when is_share then tops.everyone else bottoms.bme end as bme_den,
        case when is_share then tops.everyone else bottoms.unknown end as unknown_den,
        others.bme as comparator_num,
        others.everyone as comparator_den,
        others.unknown as comparator_unknown,
        others.source as comparator_source,
        -- years add up like one long flow; two-year averages would count people twice
        coalesce(tops.basis, 'annual') = 'annual'
        and white_num + bme_num + white_den + bme_den is not null as is_poolable
    from measures
    inner join sets as tops on measures.numerator_set = tops.set_code
    left join sets as bottoms
        on
            measures.denominator_set = bottoms.set_code
            and tops.org_code = bottoms.org_code
            and tops.wres_year = bottoms.wres_year
            and tops.series_kind = bottoms.series_kind
            and tops.source = bottoms.source
            and tops.release_year is not distinct from bottoms.release_year
    left join current_sets as others
        on
            measures.comparator_set = others.set_code
            and tops.org_code = others.org_code
            and tops.wres_year = others.wres_year
            and tops.series_kind = others.series_kind
    -- a part that nobody sends is not asked for; a headline that is missing says so
    where
        (tops.has_line or measures.parent_code is null)
        and (tops.series_kind = 'own' or measures.is_summable)
),

pooled as (
    select
        * replace (
            {% for column in ('white_num', 'bme_num', 'unknown_num', 'white_den', 'bme_den', 'unknown_den') %}
            case
                when count({{ column }}) filter (is_poolable) over years = years_pooled
                    then sum({{ column }}) over years
            end as {{ column }},
            {% endfor %}
            bool_or(has_suppressed) over years as has_suppressed,
            bool_or(has_rejected) over years as has_rejected
        ),
        count(*) filter (is_poolable) over years < years_pooled as has_gap
    from joined
    where years_pooled > 1 and is_current
    window years as (
        partition by org_code, measure_code, series_kind
        order by wres_year range between (years_pooled - 1) preceding and current row
    )
),

arms as (
    select
        *,
        -- those of unknown ethnicity are in no ratio and no pay gap (E3): what is wrong with their count spoils neither
        kind in ('ratio', 'pay_gap')
        and white_num + bme_num + if(kind = 'ratio', white_den + bme_den, 0) is not null as has_all
    from (
        select *, false as has_gap from joined where years_pooled = 1
        union all by name
        select * from pooled
    )
)

select
    concat_ws(':', org_code, wres_year, measure_code, series_kind, source, release_year) as value_id,
    * exclude (is_share, is_poolable, has_gap, has_all, years_pooled),
    {{ unknown_rates() }},
    -- a survey may give no number of respondents; a count may never be missing
    case
        when has_suppressed and not has_all then 'suppressed'
        when has_rejected and not has_all then 'rejected'
        -- a sum of one-year and two-year counts is the count of no period
        when has_gap or basis = 'mixed' then 'not_calculable'
        when white_num is null or bme_num is null then 'not_submitted'
        when
            kind in ('survey', 'survey_gap')
            and least(white_den, bme_den) < {{ parameter('survey_minimum_respondents') }}
            then 'suppressed'
        when kind in ('survey', 'survey_gap') then 'ok'
        when kind = 'pay_gap' then case when white_num > 0 then 'ok' else 'not_calculable' end
        when white_den is null or bme_den is null then 'not_submitted'
        when kind = 'share_gap' and comparator_den is null then 'not_submitted'
        when white_num > white_den or bme_num > bme_den then 'rejected'
        when white_den = 0 or bme_den = 0 or (kind = 'share_gap' and comparator_den = 0) then 'not_calculable'
        when kind = 'ratio' and white_num = 0 and bme_num = 0 then 'not_calculable'
        when kind = 'ratio' and (white_num = 0 or bme_num = 0) then 'interval_only'
        else 'ok'
    end as value_status
from arms
