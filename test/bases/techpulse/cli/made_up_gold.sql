-- Gold as its contracts describe it, made up: $1 posts a month from 2011-04 to 2026-10, none in 2013-07, the same at
-- every run. A hash stands for chance.
CREATE SCHEMA gold;

CREATE MACRO chance(thing) AS (hash(thing) % 1_000_003) / 1_000_003.0;

CREATE TEMP TABLE technologies AS
WITH named(name, category, early, late) AS (
    VALUES ('Python', 'languages', 0.16, 0.33), ('JavaScript', 'languages', 0.30, 0.18), ('Java', 'languages', 0.17, 0.11),
    ('TypeScript', 'languages', 0.0, 0.31), ('Go', 'languages', 0.01, 0.16), ('Rust', 'languages', 0.0, 0.12),
    ('Ruby', 'languages', 0.24, 0.06), ('C#', 'languages', 0.06, 0.05), ('C++', 'languages', 0.09, 0.08),
    ('.NET', 'frameworks', 0.05, 0.04), ('Node.js', 'frameworks', 0.03, 0.16), ('React', 'frameworks', 0.0, 0.34),
    ('Rails', 'frameworks', 0.22, 0.06), ('Django', 'frameworks', 0.09, 0.05), ('PostgreSQL', 'databases', 0.06, 0.22),
    ('MySQL', 'databases', 0.14, 0.05), ('Redis', 'databases', 0.05, 0.06), ('AWS', 'clouds', 0.08, 0.27),
    ('Kubernetes', 'devops', 0.0, 0.17), ('Docker', 'devops', 0.0, 0.12), ('LLM', 'ai', 0.0, 0.21),
    ('Hadoop', 'data', 0.05, 0.003), ('Objective-C', 'mobile', 0.07, 0.003), ('Swift', 'mobile', 0.0, 0.03)
)
SELECT
    lower(replace(replace(replace(replace(name, '#', '-sharp'), '+', 'p'), '.', 'dot-'), ' ', '-')) AS technology_key, *
FROM named
UNION ALL
SELECT 'made-up-' || n, 'Made-up ' || n, 'others', 0.001 * (1 + n % 9), 0.0015 * (1 + n % 7)
FROM range(1, 397) AS numbers(n);

CREATE TEMP TABLE months AS
SELECT unnest(generate_series(DATE '2011-04-01', DATE '2026-10-01', INTERVAL 1 MONTH))::DATE AS month;

CREATE TABLE gold.job_posts AS
WITH ids AS (
    SELECT
        (year(month) * 100 + month(month)) * 10_000 + number AS item_id, month,
        (month - DATE '2011-04-01') / 5_662.0 AS age
    FROM months, range($1) AS numbers(number)
    WHERE month <> DATE '2013-07-01'
),
chosen AS (
    SELECT
        *, chance(item_id || 'policy') AS policy, chance(item_id || 'pay') AS pay, chance(item_id || 'place') AS place,
        (300 * chance(item_id || 'company') * chance(item_id || 'size'))::INTEGER AS company_number
    FROM ids
)
SELECT
    item_id::BIGINT AS item_id, (item_id // 10_000)::BIGINT AS thread_id, month,
    month::TIMESTAMPTZ + INTERVAL 15 HOURS AS posted_at, 'author-' || item_id AS author,
    'Company ' || company_number AS company, 'company ' || company_number AS company_key,
    [CASE item_id % 7 WHEN 0 THEN 'Software Engineer' WHEN 1 THEN 'Senior Software Engineer' WHEN 2 THEN 'Product Designer'
     WHEN 3 THEN 'Backend Engineer' WHEN 4 THEN 'Software Engineer' WHEN 5 THEN 'SRE' ELSE 'Data Engineer' END] AS roles,
    CASE WHEN place < 0.9 THEN ['A town'] ELSE [] END::VARCHAR[] AS locations,
    CASE
        WHEN place < 0.45 THEN ['US'] WHEN place < 0.57 THEN ['GB'] WHEN place < 0.66 THEN ['DE'] WHEN place < 0.71
        THEN ['CA'] WHEN place < 0.75 THEN ['FR', 'NL'] WHEN place < 0.77 THEN ['CH'] ELSE []
    END::VARCHAR[] AS countries,
    CASE
        WHEN policy < 0.18 + 0.42 * age THEN 'yes' WHEN policy < 0.18 + 0.60 * age THEN 'hybrid'
        WHEN policy < 0.60 + 0.25 * age THEN 'no' ELSE 'unsaid'
    END AS remote,
    NULL::VARCHAR AS remote_region, NULL::BOOLEAN AS visa, false AS is_internship, ['full_time'] AS employment_types,
    CASE WHEN pay < 0.05 + 0.35 * age
        THEN round(90 + 70 * age + 60 * chance(item_id || 'least')) * 1000 END::DOUBLE AS salary_min,
    CASE WHEN pay < 0.05 + 0.35 * age
        THEN round(130 + 90 * age + 90 * chance(item_id || 'most')) * 1000 END::DOUBLE AS salary_max,
    CASE WHEN pay < 0.05 + 0.35 * age THEN if(place BETWEEN 0.57 AND 0.66, 'EUR', 'USD') END AS salary_currency,
    CASE WHEN pay < 0.05 + 0.35 * age THEN 'year' END AS salary_period,
    false AS has_equity, []::VARCHAR[] AS urls, false AS has_email, []::VARCHAR[] AS technologies,
    (item_id % 4)::INTEGER AS replies, true AS is_job
FROM chosen
ORDER BY item_id;

CREATE TABLE gold.job_post_technologies AS
SELECT posts.item_id, technology_key, posts.month
FROM gold.job_posts AS posts, technologies
WHERE
    chance(posts.item_id || technology_key) < early + (late - early) * (posts.month - DATE '2011-04-01') / 5_662.0;

CREATE TABLE gold.technology_trends_monthly AS
WITH sizes AS (
    SELECT months.month, count(item_id) AS posts
    FROM months LEFT JOIN gold.job_posts AS posts USING (month)
    GROUP BY months.month
),
counted AS (
    SELECT month, technology_key, count(*) AS mentions FROM gold.job_post_technologies GROUP BY ALL
),
shares AS (
    SELECT
        month, technology_key, name, category, coalesce(mentions, 0)::BIGINT AS mentions, posts,
        coalesce(mentions, 0) / nullif(posts, 0)::DOUBLE AS share
    FROM sizes CROSS JOIN technologies LEFT JOIN counted USING (month, technology_key)
)
SELECT
    now.*, now.share / nullif(before.share, 0) - 1 AS mom_growth, now.share / nullif(year.share, 0) - 1 AS yoy_growth
FROM shares AS now
LEFT JOIN shares AS before
    ON before.technology_key = now.technology_key AND before.month = now.month - INTERVAL 1 MONTH
LEFT JOIN shares AS year
    ON year.technology_key = now.technology_key AND year.month = now.month - INTERVAL 1 YEAR
ORDER BY month, technology_key;

CREATE TABLE gold.hiring_monthly AS
SELECT
    month, count(item_id) AS posts, coalesce(sum(replies), 0)::BIGINT AS replies,
    avg((remote = 'yes')::INTEGER) AS remote_share, avg((remote = 'hybrid')::INTEGER) AS hybrid_share,
    avg((remote = 'no')::INTEGER) AS onsite_share, avg((remote = 'unsaid')::INTEGER) AS unsaid_share,
    avg(if(item_id IS NULL, NULL, (salary_min IS NOT NULL)::INTEGER)) AS with_salary_share,
    []::STRUCT(currency VARCHAR, period VARCHAR, posts BIGINT, median DOUBLE)[] AS median_pay
FROM months LEFT JOIN gold.job_posts USING (month)
GROUP BY month
ORDER BY month;

CREATE TABLE gold.pay_monthly AS
SELECT
    month, salary_currency AS currency, salary_period AS period, count(*) AS posts,
    quantile_cont((salary_min + salary_max) / 2, 0.25) AS p25, median((salary_min + salary_max) / 2) AS median,
    quantile_cont((salary_min + salary_max) / 2, 0.75) AS p75
FROM gold.job_posts
WHERE salary_min IS NOT NULL
GROUP BY ALL;

CREATE TABLE gold.companies AS
SELECT
    company_key, any_value(company) AS company, min(month) AS first_month, max(month) AS last_month, count(*) AS posts,
    count(DISTINCT month) AS months, count(DISTINCT month) AS longest_streak_months, 0::BIGINT AS current_streak_months
FROM gold.job_posts
GROUP BY company_key;

CREATE TABLE gold.locations_monthly AS
WITH placed AS (
    SELECT month, unnest(countries) AS country FROM gold.job_posts
)
SELECT placed.month, country, count(*) AS posts, count(*) / any_value(hiring.posts)::DOUBLE AS share
FROM placed JOIN gold.hiring_monthly AS hiring USING (month)
GROUP BY placed.month, country;

CREATE TABLE gold.month_coverage AS
SELECT
    month, if(posts = 0, 'missing', 'complete') AS status,
    if(posts = 0, NULL, month::TIMESTAMPTZ + INTERVAL 20 DAYS) AS loaded_at,
    if(posts = 0, NULL, posts + replies)::BIGINT AS items, posts, month = DATE '2026-10-01' AS is_stale
FROM gold.hiring_monthly;

CREATE TABLE gold.technologies AS
SELECT
    technology_key, name, category, CASE name WHEN 'Kubernetes' THEN 'k8s|kube' WHEN 'Go' THEN 'golang' END AS aliases,
    NULL::VARCHAR AS guards, NULL::VARCHAR AS never
FROM technologies;
