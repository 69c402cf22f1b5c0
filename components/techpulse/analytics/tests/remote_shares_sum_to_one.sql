-- Months with posts whose shares of remote work don't sum to one.
select *
from {{ ref('hiring_monthly') }}
where posts > 0 and not coalesce(abs(remote_share + hybrid_share + onsite_share + unsaid_share - 1) < 1e-9, false)
