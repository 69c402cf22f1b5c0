-- Rows of the trends whose share is not mentions ÷ posts, or is missing where there are posts.
select *
from {{ ref('technology_trends_monthly') }}
where share is distinct from case when posts > 0 then mentions / posts end
