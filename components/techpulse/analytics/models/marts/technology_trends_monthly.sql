-- One row per month and technology, from the first thread to the newest loaded month, named or not.
-- A growth is that of the share; null where the month before, or the year before, has no share to grow from.
with months as (
    {{ months_until('(select max(month) from ' ~ ref('stg_hn__loads') ~ ')') }}
),

posts as (
    select month, count(*) as posts
    from {{ ref('job_posts') }}
    group by all
),

mentions as (
    select month, technology_key, count(*) as mentions
    from {{ ref('job_post_technologies') }}
    group by all
),

counted as (
    select
        months.month,
        technologies.technology_key,
        technologies.name,
        technologies.category,
        coalesce(mentions.mentions, 0) as mentions,
        coalesce(posts.posts, 0) as posts,
        coalesce(mentions.mentions, 0) / nullif(posts.posts, 0) as share
    from months
    cross join {{ ref('technologies') }} as technologies
    left join posts on months.month = posts.month
    left join mentions
        on months.month = mentions.month and technologies.technology_key = mentions.technology_key
)

select
    *,
    share / nullif(lag(share, 1) over by_month, 0) - 1 as mom_growth,
    share / nullif(lag(share, 12) over by_month, 0) - 1 as yoy_growth
from counted
window by_month as (partition by technology_key order by month)
