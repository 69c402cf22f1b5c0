-- Months of which the tables count different posts, or different mentions.
with posts as (
    select month, count(*) as posts, sum(replies) as replies, sum(len(technologies)) as mentions
    from {{ ref('job_posts') }}
    group by all
),

mentions as (
    select month, count(*) as mentions
    from {{ ref('job_post_technologies') }}
    group by all
),

trends as (
    select month, any_value(posts) as posts, sum(mentions) as mentions
    from {{ ref('technology_trends_monthly') }}
    group by all
)

select coverage.month
from {{ ref('month_coverage') }} as coverage
left join posts on coverage.month = posts.month
left join mentions on coverage.month = mentions.month
left join trends on coverage.month = trends.month
left join {{ ref('hiring_monthly') }} as hiring on coverage.month = hiring.month
where
    coverage.posts != coalesce(posts.posts, 0)
    or coalesce(hiring.posts, 0) != coverage.posts
    or coalesce(hiring.replies, 0) != coalesce(posts.replies, 0)
    or coalesce(trends.posts, 0) != coverage.posts
    or coalesce(mentions.mentions, 0) != coalesce(posts.mentions, 0)
    or coalesce(trends.mentions, 0) != coalesce(mentions.mentions, 0)
