{# One row per post: an item that moderators moved between threads counts in the month where it was read last. #}
{% macro living_posts() %}
    select item_id, max_by(month, (ingested_at, month)) as month
    from {{ ref('stg_hn__job_posts') }}
    group by item_id
{% endmacro %}
