-- One row for each organisation's latest assessment and concept of level, beside the assessment before, with the direct
-- deliverables that count differently. An award moves by a decision of the panel, so it is compared by days: what was
-- held on the day of the assessment before, and what is held today.
with listed as (
    select
        org_code,
        assessment_date,
        before_on,
        concept,
        string_agg(item_id, ', ' order by level_rank, item_id) filter (counts and not counted_before) as gained,
        string_agg(item_id, ', ' order by level_rank, item_id) filter (not counts and counted_before) as lost
    from {{ ref('int_assessments_compared') }}
    group by all
),

assessed as (
    select
        listed.org_code, listed.assessment_date, listed.before_on, listed.concept,
        now.level as level_after, earlier.level as level_before,
        concat_ws(
            ' ', 'Counts now: ' || listed.gained || '.', 'No longer counts: ' || listed.lost || '.',
            if(listed.gained is null and listed.lost is null, 'The same direct deliverables count.', null)
        ) as reason
    from listed
    inner join {{ ref('int_levels_attained') }} as now
        on
            listed.org_code = now.org_code
            and listed.assessment_date = now.assessment_date
            and listed.concept = now.concept
    left join {{ ref('int_levels_attained') }} as earlier
        on
            listed.org_code = earlier.org_code
            and listed.before_on = earlier.assessment_date
            and listed.concept = earlier.concept
),

latest as (
    select distinct org_code, assessment_date, before_on from listed
),

decided_before as (
    select
        latest.org_code,
        max_by(if(decisions.outcome = 'withdrawn', 'none', decisions.decided_level), decisions.decided_on)
            as level_before
    from latest
    inner join {{ ref('stg_decisions__decisions') }} as decisions
        on latest.org_code = decisions.org_code and decisions.decided_on <= latest.before_on
    where decisions.outcome in ('awarded', 'awarded_with_conditions', 'withdrawn')
    group by latest.org_code
),

awarded as (
    select
        latest.org_code, latest.assessment_date, latest.before_on, 'awarded' as concept,
        coalesce(held.level_awarded, 'none') as level_after,
        case when latest.before_on is not null then coalesce(decided_before.level_before, 'none') end as level_before,
        case
            when held.decided_on > latest.before_on or (held.decided_on is not null and latest.before_on is null)
                then 'The panel decided on ' || {{ day_words('held.decided_on') }} || '.'
            when held.decided_on is not null
                then 'By the panel''s decision of ' || {{ day_words('held.decided_on') }} || '; none since.'
            else 'No decision of the panel that gives an award is on record.'
        end as reason
    from latest
    left join {{ ref('int_awards_held') }} as held on latest.org_code = held.org_code
    left join decided_before on latest.org_code = decided_before.org_code
)

select * from assessed
union all by name
select * from awarded
