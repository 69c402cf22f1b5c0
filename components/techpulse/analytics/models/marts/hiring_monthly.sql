-- One row per loaded month: how much was posted, and what posts say of remote work and pay. Shares are of the month's
-- posts, and null where it has none; replies are those to living posts.
with posts as (
    select
        month,
        count(*) as posts,
        sum(replies)::bigint as replies,
        avg((remote = 'yes')::integer) as remote_share,
        avg((remote = 'hybrid')::integer) as hybrid_share,
        avg((remote = 'no')::integer) as onsite_share,
        avg((remote = 'unsaid')::integer) as unsaid_share,
        avg((coalesce(salary_min, salary_max) is not null)::integer) as with_salary_share
    from {{ ref('job_posts') }}
    group by all
),

pay as (
    select
        month,
        list(
            struct_pack(currency := currency, period := period, posts := posts, median := median)
            order by posts desc, currency, period
        ) as median_pay
    from {{ ref('pay_monthly') }}
    group by all
)

select
    loads.month,
    coalesce(posts.posts, 0) as posts,
    coalesce(posts.replies, 0) as replies,
    posts.remote_share,
    posts.hybrid_share,
    posts.onsite_share,
    posts.unsaid_share,
    posts.with_salary_share,
    coalesce(pay.median_pay, []) as median_pay
from {{ ref('stg_hn__loads') }} as loads
left join posts on loads.month = posts.month
left join pay on loads.month = pay.month
order by loads.month
