-- One row per company, by its normalised name. A streak is a run of calendar months with a post in each; the current
-- one ends in the newest loaded month.
with months as (
    select company_key, month, count(*) as posts
    from {{ ref('job_posts') }}
    where company_key is not null
    group by all
),

runs as (
    select
        company_key,
        count(*) as streak_months,
        max(month) as last_month,
        sum(posts) as posts
    from (
        select
            *,
            date_diff('month', date '2011-04-01', month)
            - row_number() over (partition by company_key order by month) as run
        from months
    )
    group by company_key, run
),

spellings as (
    select
        company_key,
        max_by(company, (month, item_id)) as company,
        min(month) as first_month,
        max(month) as last_month
    from {{ ref('job_posts') }}
    where company_key is not null
    group by all
)

select
    spellings.company_key,
    spellings.company,
    spellings.first_month,
    spellings.last_month,
    sum(runs.posts)::bigint as posts,
    sum(runs.streak_months)::bigint as months,
    max(runs.streak_months) as longest_streak_months,
    coalesce(
        max(runs.streak_months) filter (runs.last_month = (select max(month) from {{ ref('stg_hn__loads') }})), 0
    ) as current_streak_months
from spellings
inner join runs on spellings.company_key = runs.company_key
group by all
order by spellings.company_key
