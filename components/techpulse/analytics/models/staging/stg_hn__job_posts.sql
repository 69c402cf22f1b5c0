-- One row per post: a living comment right below a month's thread. Replies are the living comments anywhere below it.
{{ config(materialized='incremental', incremental_strategy='replace_loads') }}

with recursive items as materialized (
    select * from {{ ref('stg_hn__items') }}
    where type = 'comment' and {{ of_new_loads() }}
),

posts as (
    select items.load_id, items.item_id, threads.thread_id
    from items
    inner join {{ ref('stg_hn__threads') }} as threads
        on items.load_id = threads.load_id and items.parent_id = threads.thread_id
    where items.is_living
),

below as (
    select load_id, item_id as post_id, item_id, false as is_reply
    from posts
    union all
    select items.load_id, below.post_id, items.item_id, items.is_living
    from below
    inner join items on below.load_id = items.load_id and below.item_id = items.parent_id
),

replies as (
    select load_id, post_id, count(*) filter (is_reply) as replies
    from below
    group by all
)

select
    items.month,
    items.load_id,
    posts.thread_id,
    items.item_id,
    items.ingested_at,
    items.posted_at,
    items.author,
    coalesce(items.text, '') as text,
    sha256(coalesce(items.text, '')) as text_sha256,
    replies.replies::integer as replies
from items
inner join posts on items.load_id = posts.load_id and items.item_id = posts.item_id
inner join replies on items.load_id = replies.load_id and items.item_id = replies.post_id
