with sets as (
    select * from {{ ref('int_sets_grouped') }}
),

measures as (
    select * from {{ ref('measures') }} where valid_from <= {{ as_of() }}
),

joined as (
    select
        tops.org_code, tops.wres_year, tops.source, tops.release_year, tops.basis,
        measures.measure_code, measures.kind, measures.numerator_group, measures.comparator_is_whole,
        tops.has_suppressed or coalesce(bottoms.has_suppressed, false) or coalesce(others.has_suppressed, false)
            as has_suppressed,
        tops.white as white_num,
        tops.bme as bme_num,
        case when measures.kind = 'share_gap' then tops.everyone else bottoms.white end as white_den,
        case when measures.kind = 'share_gap' then tops.everyone else bottoms.bme end as bme_den,
        others.bme as comparator_num,
        others.everyone as comparator_den,
        case
            when measures.kind = 'share_gap' then others.unknown / nullif(others.everyone, 0)
            when measures.kind = 'ratio' then bottoms.unknown / nullif(bottoms.everyone, 0)
        end as unknown_rate
    from measures
    inner join sets as tops on measures.numerator_set = tops.set_code
    left join sets as bottoms
        on
            measures.denominator_set = bottoms.set_code
            and tops.org_code = bottoms.org_code
            and tops.wres_year = bottoms.wres_year
    left join sets as others
        on
            measures.comparator_set = others.set_code
            and tops.org_code = others.org_code
            and tops.wres_year = others.wres_year
)

select
    *,
    -- a survey may give no number of respondents; a count may never be missing
    case
        when has_suppressed then 'suppressed'
        when white_num is null or bme_num is null then 'not_submitted'
        when kind = 'survey' and least(white_den, bme_den) < {{ parameter('survey_minimum_respondents') }}
            then 'suppressed'
        when kind = 'survey' then 'ok'
        when white_den is null or bme_den is null then 'not_submitted'
        when kind = 'share_gap' and comparator_den is null then 'not_submitted'
        when white_num > white_den or bme_num > bme_den then 'rejected'
        when white_den = 0 or bme_den = 0 or comparator_den = 0 then 'not_calculable'
        when kind = 'ratio' and white_num = 0 and bme_num = 0 then 'not_calculable'
        when kind = 'ratio' and (white_num = 0 or bme_num = 0) then 'interval_only'
        else 'ok'
    end as value_status
from joined
