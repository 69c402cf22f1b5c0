-- One row per month and country where posts offer work; a post that offers several counts in each.
with posts as (
    select month, count(*) as posts
    from {{ ref('job_posts') }}
    group by all
),

named as (
    select month, unnest(countries) as country
    from {{ ref('job_posts') }}
)

select
    named.month,
    named.country,
    count(*) as posts,
    count(*) / any_value(posts.posts) as share
from named
inner join posts on named.month = posts.month
group by all
order by all
