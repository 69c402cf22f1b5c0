-- One row per living post of a thread. An item that moderators moved between threads counts where it was read last.
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
    posts.replies
from {{ ref('stg_hn__job_posts') }} as posts
inner join {{ ref('hn_parsed_texts') }} as parsed on posts.text_sha256 = parsed.text_sha256
qualify row_number() over (partition by posts.item_id order by posts.ingested_at desc, posts.month desc) = 1
order by posts.item_id
