"""One row per text of a post, read by the parser once: the fields that Gold is made of.

Belongs here: which texts dbt hands over. Does not: reading them (`parsing.py`).
"""

from typing import Any

from techpulse.analytics.parsing import parsed_texts


def model(dbt: Any, session: Any) -> Any:
    """The relation that dbt stores: in an incremental run, only texts that this parser has not read yet."""
    dbt.config(materialized="incremental", incremental_strategy="replace_texts")
    posts = dbt.ref("stg_hn__job_posts")
    return parsed_texts(session, posts=posts, known=str(dbt.this) if dbt.is_incremental else None)
