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
SELECT count(*) FROM listed ANTI JOIN known USING (item_id) WHERE item_id IS NOT NULL
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

# One row: how many listed items the source never gave, and how many records lie in quarantine.
MISSING_ITEMS = """
SELECT
    (SELECT count(*) FROM raw_hn_items WHERE load_id = $load_id AND tombstone::VARCHAR = payload::VARCHAR),
    (SELECT count(*) FROM quarantine WHERE load_id = $load_id)
"""

# One row: how many current rows of the partition are there twice.
DOUBLED_ITEMS = """
SELECT count(*) - count(DISTINCT item_id) FROM current_hn_items WHERE partition_key = $partition_key
"""

# One row per living top-level post that has an author, a time from year 1 to 9999 and a text (their beginnings); in the
# story's rank order, five at most.
FIRST_POSTS = """
WITH story AS (
    SELECT item_id, TRY_CAST(payload -> '$.kids' AS BIGINT[]) AS kids
    FROM raw_hn_items
    WHERE load_id = $load_id AND (payload ->> '$.type') = 'story'
)
SELECT
    post.item_id,
    left(post.payload ->> '$.by', 2000),
    TRY_CAST(post.payload ->> '$.time' AS BIGINT),
    left(post.payload ->> '$.text', 2000)
FROM raw_hn_items AS post
JOIN story ON TRY_CAST(post.payload ->> '$.parent' AS BIGINT) = story.item_id
WHERE
    post.load_id = $load_id
    AND post.tombstone IS NULL
    AND (post.payload ->> '$.dead') IS NULL
    AND (post.payload ->> '$.by') IS NOT NULL
    AND (post.payload ->> '$.text') IS NOT NULL
    AND TRY_CAST(post.payload ->> '$.time' AS BIGINT) BETWEEN -62135596800 AND 253402300799
ORDER BY list_position(story.kids, post.item_id)
LIMIT 5
"""

# One row per load that is current for its month: the load, its thread.
CURRENT_THREADS = """
SELECT load_id, item_id FROM current_hn_items WHERE (payload ->> '$.type') = 'story'
"""
