"""What the checks and the preview ask of Bronze, as named SQL.

Belongs here: SELECTs over one load of `raw_hn_items`. Does not: writing, or DuckDB itself.
"""

# One row: how many ids stand in some item's `kids` and are neither a row nor in quarantine.
UNACCOUNTED_KIDS = """
WITH listed AS (
    SELECT DISTINCT unnest(TRY_CAST(payload -> '$.kids' AS BIGINT[])) AS item_id
    FROM raw_hn_items WHERE load_id = $load_id
),
known AS (
    SELECT item_id FROM raw_hn_items WHERE load_id = $load_id
    UNION ALL
    SELECT TRY_CAST("key" AS BIGINT) FROM quarantine WHERE load_id = $load_id
)
SELECT count(*) FROM listed ANTI JOIN known USING (item_id)
"""

# One row: the story's own count of its comments, and the living comments that the load holds.
DESCENDANTS = """
SELECT
    max(TRY_CAST(payload ->> '$.descendants' AS BIGINT)),
    count(*) FILTER (
        (payload ->> '$.parent') IS NOT NULL
        AND tombstone IS NULL
        AND coalesce(payload ->> '$.dead', 'false') <> 'true'
    )
FROM raw_hn_items WHERE load_id = $load_id
"""

# One row: how many current rows of the partition are there twice.
DOUBLED_ITEMS = """
SELECT count(*) - count(DISTINCT item_id) FROM current_hn_items WHERE partition_key = $partition_key
"""

# One row per living top-level post that has an author, a time and a text; in the story's rank order, five at most.
FIRST_POSTS = """
WITH story AS (
    SELECT item_id, TRY_CAST(payload -> '$.kids' AS BIGINT[]) AS kids
    FROM raw_hn_items
    WHERE load_id = $load_id AND (payload ->> '$.type') = 'story'
)
SELECT
    post.item_id,
    (post.payload ->> '$.by'),
    TRY_CAST(post.payload ->> '$.time' AS BIGINT),
    (post.payload ->> '$.text')
FROM raw_hn_items AS post
JOIN story ON TRY_CAST(post.payload ->> '$.parent' AS BIGINT) = story.item_id
WHERE
    post.load_id = $load_id
    AND post.tombstone IS NULL
    AND (post.payload ->> '$.dead') IS NULL
    AND (post.payload ->> '$.by') IS NOT NULL
    AND (post.payload ->> '$.text') IS NOT NULL
    AND TRY_CAST(post.payload ->> '$.time' AS BIGINT) IS NOT NULL
ORDER BY list_position(story.kids, post.item_id)
LIMIT 5
"""
