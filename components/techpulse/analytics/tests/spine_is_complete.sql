-- Technologies that lack a month between April 2011 and the newest loaded one, or have one too many.
with expected as (
    {{ months_until('(select max(month) from ' ~ ref('stg_hn__loads') ~ ')') }}
)

select technologies.technology_key
from {{ ref('technologies') }} as technologies
left join {{ ref('technology_trends_monthly') }} as trends on technologies.technology_key = trends.technology_key
group by technologies.technology_key
having count(trends.month) != (select count(*) from expected)
    or min(trends.month) is distinct from (select min(month) from expected)
    or max(trends.month) is distinct from (select max(month) from expected)
