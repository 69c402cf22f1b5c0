"""Laws of made-up threads: whole trees, growing ids, honest counts, the right titles and times."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from techpulse.hn_simulator import generate_history

Items = dict[int, dict[str, Any]]

MONTHS = st.dates(datetime(2011, 4, 1, tzinfo=UTC).date(), datetime(2027, 12, 1, tzinfo=UTC).date()).map(
    lambda day: f"{day:%Y-%m}"
)
SEEDS = st.integers()
FEW_EXAMPLES = settings(max_examples=25, deadline=None)


def generated(months: str, *, seed: int = 0, comments: int | None = 60) -> Items:
    dump = generate_history(months, seed=seed, comments=comments)
    return {item_id: json.loads(body) for item_id, body in dump.items.items()}


def hiring_thread(items: Items) -> dict[str, Any]:
    (story,) = (item for item in items.values() if item.get("title", "").lower().startswith("ask hn: who is hiring"))
    return story


def comments_of(items: Items) -> list[dict[str, Any]]:
    return [item for item in items.values() if item["type"] == "comment"]


@FEW_EXAMPLES
@given(month=MONTHS, seed=SEEDS)
def test_every_kid_exists_and_names_its_parent_when_generated(month: str, seed: int) -> None:
    items = generated(month, seed=seed)
    kids = [(item_id, kid) for item_id, item in items.items() for kid in item.get("kids", [])]
    assert all(items[kid]["parent"] == parent for parent, kid in kids)
    assert sorted(kid for _, kid in kids) == sorted(item["id"] for item in comments_of(items))


@FEW_EXAMPLES
@given(month=MONTHS, seed=SEEDS)
def test_ids_grow_with_time_and_fit_when_generated(month: str, seed: int) -> None:
    items = generated(month, seed=seed)
    assert all(item["id"] == item_id for item_id, item in items.items())
    times = [items[item_id]["time"] for item_id in sorted(items)]
    assert times == sorted(times)
    assert times[-1] - times[0] <= timedelta(days=14).total_seconds()


@FEW_EXAMPLES
@given(month=MONTHS, seed=SEEDS)
def test_descendants_are_the_live_comments_when_generated(month: str, seed: int) -> None:
    items = generated(month, seed=seed)
    live = [item for item in comments_of(items) if not (item.get("dead") or item.get("deleted"))]
    assert hiring_thread(items)["descendants"] == len(live)


@FEW_EXAMPLES
@given(month=MONTHS, seed=SEEDS)
def test_bytes_are_the_same_when_seed_and_month_are(month: str, seed: int) -> None:
    assert generate_history(month, seed=seed, comments=20) == generate_history(month, seed=seed, comments=20)
    assert generate_history(month, seed=seed, comments=20) != generate_history(month, seed=seed + 1, comments=20)


@FEW_EXAMPLES
@given(month=MONTHS, seed=SEEDS)
def test_json_is_compact_with_sorted_keys_when_generated(month: str, seed: int) -> None:
    for body in generate_history(month, seed=seed, comments=60).items.values():
        item = json.loads(body)
        assert list(item) == sorted(item)
        assert json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode() == body


@FEW_EXAMPLES
@given(month=MONTHS, seed=SEEDS)
def test_thread_is_posted_at_eleven_eastern_on_the_first_weekday_when_generated(month: str, seed: int) -> None:
    story = hiring_thread(generated(month, seed=seed, comments=0))
    eastern = datetime.fromtimestamp(story["time"], ZoneInfo("America/New_York"))
    days_before = [eastern.date() - timedelta(days=back) for back in range(1, eastern.day)]
    assert (f"{eastern:%Y-%m}", eastern.hour) == (month, 11)
    assert eastern.weekday() < 5
    assert all(day.weekday() >= 5 for day in days_before)


@pytest.mark.parametrize(
    ("month", "title"),
    [
        ("2011-04", "Ask HN: Who is Hiring? (April 2011)"),
        ("2012-05", "Ask HN: Who Is Hiring? (May 2012)"),
        ("2012-10", "Ask HN: Who Is Hiring? (October 2012) "),
        ("2012-12", "Ask HN: Who is hiring? (December 2012) "),
        ("2026-10", "Ask HN: Who is hiring? (October 2026)"),
    ],
)
def test_title_is_spelt_as_in_its_time_when_generated(month: str, title: str) -> None:
    assert hiring_thread(generated(month))["title"] == title


@pytest.mark.parametrize(
    ("month", "story_id", "by"),
    [
        ("2011-07", 2719028, "Aloisius"),
        ("2011-12", 3300290, "lpolovets"),
        ("2015-04", 9303396, "_whoishiring"),
        ("2015-05", 9471287, "_whoishiring"),
    ],
)
def test_thread_has_its_real_id_and_poster_when_another_account_posted(month: str, story_id: int, by: str) -> None:
    story = hiring_thread(generated(month))
    assert (story["id"], story["by"]) == (story_id, by)


def test_siblings_stand_next_to_the_thread_when_generated() -> None:
    items = generated("2026-10")
    story = hiring_thread(items)
    siblings = [item for item in items.values() if item["type"] == "story" and item != story]
    assert {item["title"] for item in siblings} == {
        "Ask HN: Who wants to be hired? (October 2026)",
        "Ask HN: Freelancer? Seeking freelancer? (October 2026)",
    }
    assert {abs(item["id"] - story["id"]) for item in siblings} == {1, 2}


def test_a_month_is_the_same_when_generated_alone_or_in_a_range() -> None:
    alone = generate_history("2024-02", seed=3).items
    within = generate_history("2024-01..2024-03", seed=3).items
    assert alone.items() <= within.items()


def test_ids_grow_from_month_to_month_when_a_whole_history_is_generated() -> None:
    items = generated("2011-04..2026-12", comments=30)
    months = [datetime.fromtimestamp(items[item_id]["time"], UTC) for item_id in sorted(items)]
    assert months == sorted(months)


def test_a_crowded_thread_keeps_to_its_month_when_as_large_as_allowed() -> None:
    crowded = generate_history("2011-06", comments=25_000).items
    assert max(crowded) < min(generate_history("2011-07", comments=0).items)


def test_months_look_like_real_ones_when_generated_without_a_number() -> None:
    items = generated("2021-06", comments=None)
    comments = comments_of(items)
    top_level = [item for item in comments if item["parent"] == hiring_thread(items)["id"]]
    lengths = sorted(len(item["text"]) for item in top_level if "text" in item and not item.get("dead"))
    assert 800 < len(comments) < 1150
    assert 0.87 < len(top_level) / len(comments) < 0.94
    assert 1000 < lengths[len(lengths) // 2] < 1400
    assert hiring_thread(items)["kids"] != sorted(hiring_thread(items)["kids"])


def test_oddities_of_real_threads_occur_when_generated() -> None:
    items = generated("2023-05", comments=3000)
    comments = comments_of(items)
    deleted = [item for item in comments if item.get("deleted")]
    texts = [item.get("text", "") for item in comments]
    assert deleted
    assert not any("by" in item or "text" in item for item in deleted)
    assert {item["text"] for item in comments if item.get("dead")} == {"[dead]", "[flagged]"}
    assert any("revision" in item for item in comments)
    for oddity in ("&#x27;", "&#x2F;", "&amp;", "<p>", '<a href="https:&#x2F;&#x2F;', "<pre><code>", "\u2028"):
        assert any(oddity in text for text in texts), oddity
    assert not any(character in text for text in texts for character in ("'", "</p>", "{", "}"))


@pytest.mark.parametrize("months", ["banana", "2026-13", "2026-1", "2011-03", "2026-02..2026-01", "2026-01..", ""])
def test_months_are_refused_when_they_cannot_be_read(months: str) -> None:
    with pytest.raises(ValueError, match="month"):
        generate_history(months)


@pytest.mark.parametrize("comments", [-1, 25_001])
def test_number_of_comments_is_refused_when_it_does_not_fit(comments: int) -> None:
    with pytest.raises(ValueError, match="0 to 25000"):
        generate_history("2026-10", comments=comments)
