-- One row per month: its newest complete load.
select
    date_trunc('month', partition_key::date)::date as month,
    max_by(load_id, epoch) as load_id,
    max_by(started_at, epoch) as started_at,
    max_by(finished_at, epoch) as loaded_at,
    max_by("rows", epoch) as items
from {{ source('bronze', 'loads') }}
where table_name = 'raw_hn_items' and status = 'complete' and try_cast(partition_key as date) is not null
group by all
