-- Count sets of one release that contradict each other, by the rule that they break: board seats that do not add up or
-- are too few or many for a board (V08), and more managers among the consultants than consultants (V10). What is
-- refused is computed nowhere (int_sets_united). A board of a rare size is shown and used.
with sets as (
    select * from {{ ref('int_sets_grouped') }}
),

boards as (
    select * from sets where set_code = 'I9.BOARD.TOTAL'
),

sums as (
    select
        boards.*,
        halves.words,
        one.everyone + other.everyone as summed,
        [boards.set_code, one.set_code, other.set_code] as set_codes
    from boards
    cross join (
        values ('I9.BOARD.VOTING', 'I9.BOARD.NONVOTING', 'voting and non-voting'),
        ('I9.BOARD.EXEC', 'I9.BOARD.NED', 'executive and non-executive')
    ) as halves (one_code, other_code, words)
    {% for half in ('one', 'other') %}
    inner join sets as {{ half }}
        on
            halves.{{ half }}_code = {{ half }}.set_code
            and boards.org_code = {{ half }}.org_code
            and boards.wres_year = {{ half }}.wres_year
            and boards.source = {{ half }}.source
            and boards.release_year is not distinct from {{ half }}.release_year
    {% endfor %}
    -- in each group: two groups that are wrong by the same number would hide each other
    where
        boards.white <> one.white + other.white
        or boards.bme <> one.bme + other.bme
        or boards.unknown <> one.unknown + other.unknown
)

select
    'V08' as rule_id, org_code, wres_year, source, release_year, is_current,
    format(
        'board of {}: {:d} seats, {} together {}', wres_year, everyone::bigint, words,
        if(summed = everyone, 'as many, but not in each group', summed::bigint::varchar)
    ) as detail,
    set_codes, null::varchar[] as wres_groups, set_codes as refused_sets
from sums

union all
select
    'V08', org_code, wres_year, source, release_year, is_current,
    format('board of {}: {:d} seats', wres_year, everyone::bigint)
    || if(is_impossible, ', which is no board', ', which is rare for a board'),
    ['I9.BOARD.TOTAL', 'I9.BOARD.VOTING', 'I9.BOARD.NONVOTING', 'I9.BOARD.EXEC', 'I9.BOARD.NED'] as seat_sets, null,
    if(is_impossible, seat_sets, null)
from (
    select boards.*, everyone not between limits.board_seats_minimum and limits.board_seats_maximum as is_impossible
    from boards
    cross join {{ parameters([
        'board_seats_minimum', 'board_seats_maximum', 'board_seats_usual_minimum', 'board_seats_usual_maximum'
    ]) }} as limits
    where everyone not between limits.board_seats_usual_minimum and limits.board_seats_usual_maximum
) as sized

union all
select
    'V10', managers.org_code, managers.wres_year, managers.source, managers.release_year, managers.is_current,
    format(
        'consultants of {} who are senior medical managers: White {:d}, BME {:d}, unknown {:d}, of White {:d}, '
        'BME {:d}, unknown {:d} consultants',
        managers.wres_year, managers.white::bigint, managers.bme::bigint, managers.unknown::bigint,
        consultants.white::bigint, consultants.bme::bigint, consultants.unknown::bigint
    ),
    -- of the two it is the part that is refused: the whole is needed for the workforce
    ['I1.MD.CONS_SMM'] as part,
    list_filter([
        if(managers.white > consultants.white, 'WHITE', null), if(managers.bme > consultants.bme, 'BME', null),
        if(managers.unknown > consultants.unknown, 'UNKNOWN', null)
    ], lambda g: g is not null),
    part
from sets as managers
inner join sets as consultants
    on
        managers.org_code = consultants.org_code
        and managers.wres_year = consultants.wres_year
        and managers.source = consultants.source
        and managers.release_year is not distinct from consultants.release_year
where
    managers.set_code = 'I1.MD.CONS_SMM'
    and consultants.set_code = 'I1.MD.CONS'
    and (
        managers.white > consultants.white or managers.bme > consultants.bme or managers.unknown > consultants.unknown
    )
