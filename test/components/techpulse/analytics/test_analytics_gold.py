"""What Gold says of three made-up months, held against the threads themselves."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Protocol

Item = dict[str, Any]
Threads = Mapping[str, list[Item]]
Living = Callable[[Iterable[Item]], list[Item]]


class Lake(Protocol):
    """What `conftest.py` gives: a database file, and dbt on it."""

    def query(self, sql: str) -> list[tuple[Any, ...]]: ...


def first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def test_a_post_is_a_living_comment_right_below_its_months_thread(
    built: Lake, threads: Threads, living: Living
) -> None:
    expected = {
        (item["id"], items[0]["id"], first_day(month), item["by"], item["time"])
        for month, items in threads.items()
        for item in living(items)
    }
    found = built.query("SELECT item_id, thread_id, month, author, epoch(posted_at)::BIGINT FROM gold.job_posts")
    assert len(found) == len(expected) > 50
    assert set(found) == expected


def test_replies_are_counted_at_any_depth_when_they_live(built: Lake, threads: Threads, living: Living) -> None:
    expected: dict[int, int] = {}
    for items in threads.values():
        by_id = {item["id"]: item for item in items}
        replies = dict.fromkeys((item["id"] for item in living(items)), 0)
        for item in items[1:]:
            above = item
            while (above := by_id[above["parent"]]) is not items[0]:
                if above["id"] in replies and not item.keys() & {"deleted", "dead"}:
                    replies[above["id"]] += 1
        expected |= replies
    assert dict(built.query("SELECT item_id, replies FROM gold.job_posts")) == expected
    assert sum(expected.values()) > 5


def test_every_month_since_the_first_thread_is_covered_or_said_to_be_missing(built: Lake, threads: Threads) -> None:
    rows = built.query("SELECT month, status, items FROM gold.month_coverage ORDER BY month")
    assert (rows[0][0], rows[-1][0], len(rows)) == (date(2011, 4, 1), date(2012, 5, 1), 14)
    complete = {month: items for month, status, items in rows if status == "complete"}
    assert complete == {first_day(month): len(items) for month, items in threads.items()}
    assert {status for month, status, _ in rows if month not in complete} == {"missing"}


def test_trends_hold_each_technology_in_each_month_when_few_months_are_loaded(built: Lake) -> None:
    [(rows, keys, months)] = built.query(
        "SELECT count(*), count(DISTINCT technology_key), count(DISTINCT month) FROM gold.technology_trends_monthly"
    )
    [(technologies,)] = built.query("SELECT count(*) FROM gold.technologies")
    assert (rows, keys, months) == (technologies * 14, technologies, 14)


def test_growth_is_told_when_the_month_before_is_loaded_only(built: Lake) -> None:
    found = built.query("SELECT DISTINCT month FROM gold.technology_trends_monthly WHERE mom_growth IS NOT NULL")
    assert {month for (month,) in found} == {date(2012, 4, 1), date(2012, 5, 1)}
    assert built.query("SELECT count(*) FROM gold.technology_trends_monthly WHERE yoy_growth IS NOT NULL") == [(0,)]


def test_the_fields_of_posts_reach_gold(built: Lake) -> None:
    """Half of the made-up posts and more name each of these."""
    [(*shares,)] = built.query(
        "SELECT avg((company IS NOT NULL)::INT), avg((len(technologies) > 0)::INT), avg((remote != 'unsaid')::INT) "
        "FROM gold.job_posts"
    )
    assert min(shares) > 0.5
    assert built.query("SELECT count(*) > 0 FROM gold.pay_monthly WHERE median > 1000") == [(True,)]
