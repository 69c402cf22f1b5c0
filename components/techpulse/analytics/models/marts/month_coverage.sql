-- One row per month from the first thread to the newest that any load was begun for: whether it is here, and as of when.
-- A thread closes 15 days after its month's start: what was read earlier may lack posts and replies.
with begun as (
    select distinct date_trunc('month', try_cast(partition_key as date))::date as month
    from {{ source('bronze', 'loads') }}
    where table_name = 'raw_hn_items'
),

months as (
    {{ months_until('(select max(month) from begun)') }}
),

posts as (
    select month, count(*) as posts
    from {{ ref('job_posts') }}
    group by all
)

select
    months.month,
    case
        when loads.month is not null then 'complete'
        when begun.month is not null then 'unfinished'
        else 'missing'
    end as status,
    loads.loaded_at,
    coalesce(loads.items, 0) as items,
    coalesce(posts.posts, 0) as posts,
    coalesce(loads.started_at < (months.month + interval 15 day) at time zone 'UTC', false) as is_stale
from months
left join begun on months.month = begun.month
left join {{ ref('stg_hn__loads') }} as loads on months.month = loads.month
left join posts on months.month = posts.month
order by months.month
