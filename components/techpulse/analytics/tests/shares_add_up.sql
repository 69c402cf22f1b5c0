-- Months of the trends with a share that is not mentions ÷ posts, or is missing where there are posts; and months with
-- posts whose shares of remote work don't sum to one.
select month
from {{ ref('technology_trends_monthly') }}
where share is distinct from case when posts > 0 then mentions / posts end
union all
select month
from {{ ref('hiring_monthly') }}
where posts > 0 and not coalesce(abs(remote_share + hybrid_share + onsite_share + unsaid_share - 1) < 1e-9, false)
