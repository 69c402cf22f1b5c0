-- One row per month: its hiring thread.
{{ config(materialized='incremental', incremental_strategy='replace_loads') }}

select
    month,
    load_id,
    item_id as thread_id,
    title,
    author,
    posted_at
from {{ ref('stg_hn__items') }}
where type = 'story' and {{ of_new_loads() }}
