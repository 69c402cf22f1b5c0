-- One row per post and technology that it names.
-- depends_on: {{ ref('stg_hn__job_posts') }}, which its strategy compares it with
{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='append_new_columns',
    pre_hook='{{ keep_built_months() }}',
    post_hook='{{ note_built_months() }}',
) }}

select
    item_id,
    unnest(technologies) as technology_key,
    month
from {{ ref('job_posts') }}
where {{ is_to_build() }}
