-- Posts of the months read last that are replies, dead, deleted or tombstones there; and living posts that are missing.
-- Older months are as they were when they were the last.
with months as (
    select month, load_id
    from {{ ref('stg_hn__loads') }}
    order by loaded_at desc, month desc
    limit 3
),

items as materialized (
    select * from {{ ref('stg_hn__items') }}
    where load_id in (select load_id from months)
),

living as (
    select items.item_id
    from items
    inner join {{ ref('stg_hn__threads') }} as threads
        on items.load_id = threads.load_id and items.parent_id = threads.thread_id
    where items.type = 'comment' and items.is_living
)

select item_id
from {{ ref('job_posts') }}
where month in (select month from months) and item_id not in (select item_id from living)
union all
select item_id
from living
where item_id not in (select item_id from {{ ref('job_posts') }})
