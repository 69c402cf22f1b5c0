-- One row per post and technology that it names.
select
    item_id,
    unnest(technologies) as technology_key,
    month
from {{ ref('job_posts') }}
