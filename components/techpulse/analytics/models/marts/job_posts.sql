-- One row per living post of a thread, in the month of the thread where it was read last.
{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='append_new_columns',
    pre_hook='{{ keep_built_months() }}',
    post_hook='{{ note_built_months() }}',
) }}

with living as (
    {{ living_posts() }}
),

posts as (
    select *
    from {{ ref('stg_hn__job_posts') }}
    where (item_id, month) in (select (item_id, month) from living) and {{ is_to_build() }}
)

select
    posts.item_id,
    posts.thread_id,
    posts.month,
    posts.posted_at,
    posts.author,
    parsed.company,
    parsed.company_key,
    parsed.roles,
    parsed.locations,
    parsed.countries,
    coalesce(parsed.remote, 'unsaid') as remote,
    parsed.remote_region,
    parsed.visa,
    parsed.is_internship,
    parsed.employment_types,
    parsed.salary_min,
    parsed.salary_max,
    parsed.salary_currency,
    parsed.salary_period,
    parsed.has_equity,
    parsed.urls,
    parsed.has_email,
    parsed.technologies,
    parsed.is_job,
    posts.replies
from posts
inner join {{ ref('hn_parsed_texts') }} as parsed on posts.text_sha256 = parsed.text_sha256
