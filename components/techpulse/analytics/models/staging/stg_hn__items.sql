-- One row per item of each month's newest complete load, its payload in columns; what is of another type is null.
-- The month is the thread's, whatever the item's own clock says.
with read as (
    select
        load_id,
        item_id,
        ingested_at,
        is_tombstone,
        from_json(payload, {{ item_shape() }}) as item
    from {{ source('bronze', 'current_hn_items') }}
)

select
    loads.month,
    read.load_id,
    read.item_id,
    read.ingested_at,
    item.type,
    item.parent as parent_id,
    item."by" as author,
    to_timestamp(case when item.time between 0 and 4102444800 then item.time end) as posted_at,
    item.title,
    item.text,
    not (read.is_tombstone or coalesce(item.deleted, false) or coalesce(item.dead, false)) as is_living
from read
inner join {{ ref('stg_hn__loads') }} as loads on read.load_id = loads.load_id
