-- The release of private comparison that is open on the day of this refresh; no row before the first.
select max_by(release, opens_on) as release
from {{ ref('peer_releases') }}
where opens_on <= {{ as_of() }}
having count(*) > 0
