select * exclude (sentence, in_date_until, stale_on), sentence as reason, stale_on
from {{ ref('int_gold3_judged') }}
