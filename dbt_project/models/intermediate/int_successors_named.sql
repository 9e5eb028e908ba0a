-- Who took over from an organisation, in words for whoever still writes in its name.
select old_code, string_agg(distinct new_code, ' and ' order by new_code) as successor_words
from {{ ref('int_successions_united') }}
group by old_code
