select
    needs.org_code,
    needs.assessment_date,
    needs.seats,
    needs.bme,
    needs.unknown,
    needs.as_at,
    needs.bme_share as local_bme_share,
    needs.basis,
    needs.need_nearest,
    needs.need_floor,
    needs.status,
    on_board_population.status is distinct from needs.status
    and on_board_population.status is not null as basis_sensitive
from {{ ref('int_board_needs_computed') }} as needs
left join {{ ref('int_board_needs_computed') }} as on_board_population
    on
        needs.org_code = on_board_population.org_code
        and needs.assessment_date = on_board_population.assessment_date
        and on_board_population.basis = 'icb'
where coalesce(needs.is_registered, true)
