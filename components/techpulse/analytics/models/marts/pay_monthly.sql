-- One row per month, currency and period of pay: quartiles of the posts' midpoints, as stated, neither converted nor
-- adjusted. A post that gives one end of a range counts with that.
with pay as (
    select
        month,
        salary_currency as currency,
        salary_period as period,
        (coalesce(salary_min, salary_max) + coalesce(salary_max, salary_min)) / 2 as midpoint
    from {{ ref('job_posts') }}
)

select
    month,
    currency,
    period,
    count(*) as posts,
    quantile_cont(midpoint, 0.25) as p25,
    quantile_cont(midpoint, 0.5) as median,
    quantile_cont(midpoint, 0.75) as p75
from pay
where midpoint is not null
group by all
order by all
