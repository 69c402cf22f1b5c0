-- One row, one column: all that a report shows, as one JSON text, so that every figure is of the same reading.
WITH spine AS ( -- one row per month of the trends
    SELECT month, any_value(posts) AS posts
    FROM gold.technology_trends_monthly
    GROUP BY month
),

newest AS ( -- the newest month that has posts
    SELECT max(month) AS month
    FROM spine
    WHERE posts > 0
),

months AS ( -- one row per month
    SELECT
        spine.month, coalesce(spine.posts, 0) AS posts, coalesce(hiring.replies, 0) AS replies, remote_share,
        hybrid_share, onsite_share, unsaid_share, with_salary_share
    FROM spine
    LEFT JOIN gold.hiring_monthly AS hiring USING (month)
    ORDER BY spine.month
),

technologies AS ( -- one row per technology that any post names: its mentions month by month, its growth as of the newest month
    SELECT
        technology_key AS key, any_value(name) AS name, any_value(category) AS category,
        list(coalesce(mentions, 0) ORDER BY trends.month) AS mentions,
        any_value(share) FILTER (trends.month = newest.month) AS share,
        any_value(mom_growth) FILTER (trends.month = newest.month) AS mom_growth,
        any_value(yoy_growth) FILTER (trends.month = newest.month) AS yoy_growth
    FROM gold.technology_trends_monthly AS trends, newest
    GROUP BY technology_key
    HAVING sum(mentions) > 0
    ORDER BY technology_key
),

paid_posts AS ( -- one row per post that says its pay
    SELECT
        year(month) AS year, salary_currency AS currency, salary_period AS period,
        CASE
            WHEN salary_min IS NULL THEN salary_max
            WHEN salary_max IS NULL THEN salary_min
            ELSE (salary_min + salary_max) / 2
        END AS midpoint
    FROM gold.job_posts
),

pay AS ( -- one row per year, currency and period
    SELECT
        year, currency, period, count(*) AS posts, quantile_cont(midpoint, 0.25) AS p25,
        quantile_cont(midpoint, 0.5) AS median, quantile_cont(midpoint, 0.75) AS p75
    FROM paid_posts
    WHERE midpoint IS NOT NULL AND currency IS NOT NULL AND period IS NOT NULL
    GROUP BY year, currency, period
    ORDER BY year, currency, period
),

companies AS ( -- one row per company, of the hundred with the most posts
    SELECT
        left(company, 200) AS company, first_month, last_month, posts, months, longest_streak_months,
        coalesce(current_streak_months, 0) AS current_streak_months
    FROM gold.companies
    ORDER BY posts DESC, months DESC, company_key
    LIMIT 100
),

countries AS ( -- one row per country: its posts month by month
    SELECT country, list(coalesce(located.posts, 0) ORDER BY spine.month) AS posts
    FROM (SELECT DISTINCT country FROM gold.locations_monthly WHERE country IS NOT NULL)
    CROSS JOIN spine
    LEFT JOIN gold.locations_monthly AS located USING (country, month)
    GROUP BY country
    ORDER BY country
),

roles AS ( -- one row per role title, of the thirty that most posts of the newest twelve months name
    SELECT role, count(*) AS posts
    FROM (
        SELECT DISTINCT item_id, left(lower(trim(unnest(roles))), 200) AS role
        FROM gold.job_posts, newest
        WHERE job_posts.month > newest.month - INTERVAL 12 MONTHS
    )
    WHERE role <> ''
    GROUP BY role
    ORDER BY posts DESC, role
    LIMIT 30
),

coverage AS ( -- one row per month since the first thread
    SELECT
        month, status, strftime(loaded_at AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ') AS loaded_at,
        coalesce(items, 0) AS items, coalesce(posts, 0) AS posts, coalesce(is_stale, false) AS is_stale
    FROM gold.month_coverage
    ORDER BY month
)

SELECT to_json({
    'months': coalesce((SELECT list(months) FROM months), []),
    'technologies': coalesce((SELECT list(technologies) FROM technologies), []),
    'pay': coalesce((SELECT list(pay) FROM pay), []),
    'companies': coalesce((SELECT list(companies) FROM companies), []),
    'countries': coalesce((SELECT list(countries) FROM countries), []),
    'roles': coalesce((SELECT list(roles) FROM roles), []),
    'coverage': coalesce((SELECT list(coverage) FROM coverage), [])
})::VARCHAR
