"""Laws of made-up sites: the same bytes for the same seed, sound times and ids, and every field of recorded ones."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from techpulse.wordpress_simulator import WordPressSite, generate_site

RECORDINGS = Path(__file__).parents[4].parent / "shared" / "data" / "wordpress"
NEW_YORK = ZoneInfo("America/New_York")

# `_embedded` stands only in answers to `_embed`, which asks for other records and is not simulated.
NOT_SIMULATED = {"_embedded"}


@pytest.fixture(scope="module")
def site() -> WordPressSite:
    return generate_site(pages=400, media=400)


def records(site: WordPressSite, *endpoints: str) -> list[Any]:
    return [json.loads(body) for endpoint in endpoints for body in site.payloads(endpoint).values()]


def recorded(start: str) -> Iterator[Any]:
    for path in sorted(RECORDINGS.rglob(f"{start}-*.json*")):
        content = path.read_bytes()
        found = json.loads(gzip.decompress(content) if path.suffix == ".gz" else content)
        yield from found if isinstance(found, list) else [found]


def kinds(record: Any) -> set[tuple[str, str]]:
    """Each field's name with the type of its value."""
    return {(name, type(value).__name__) for name, value in record.items() if name not in NOT_SIMULATED}


@settings(max_examples=20, deadline=None)
@given(pages=st.integers(0, 20), media=st.integers(0, 20), seed=st.integers())
def test_bytes_are_the_same_when_numbers_and_seed_are(pages: int, media: int, seed: int) -> None:
    one, other = (generate_site(pages=pages, media=media, seed=seed) for _ in range(2))
    for endpoint, count in (("pages", pages), ("media", media), ("posts", 0)):
        assert one.payloads(endpoint) == other.payloads(endpoint)
        assert len(one.payloads(endpoint)) == count


def test_bytes_differ_when_seeds_do() -> None:
    assert generate_site(pages=5, seed=1).payloads("pages") != generate_site(pages=5, seed=2).payloads("pages")


def test_ids_grow_with_the_date_and_are_one_sequence_when_generated(site: WordPressSite) -> None:
    found = sorted(records(site, "pages", "media"), key=lambda record: record["id"])
    assert [record["date_gmt"] for record in found] == sorted(record["date_gmt"] for record in found)
    assert len({record["id"] for record in found}) == 800
    assert found[-1]["id"] > 800


def test_times_agree_with_each_other_when_generated(site: WordPressSite) -> None:
    for record in records(site, "pages", "media"):
        assert "2012" < record["date_gmt"] <= record["modified_gmt"] < "2026"
        for name in ("date", "modified"):
            utc = datetime.fromisoformat(record[f"{name}_gmt"]).replace(tzinfo=UTC)
            assert record[name] == utc.astimezone(NEW_YORK).replace(tzinfo=None).isoformat()


def test_many_share_a_second_and_one_is_in_the_hour_lived_twice_when_generated(site: WordPressSite) -> None:
    stamps = [record["modified"] for record in records(site, "pages", "media")]
    assert max(map(stamps.count, set(stamps))) > 20
    assert "2025-11-02T01:40:00" in stamps


def test_parents_and_posts_are_earlier_pages_when_generated(site: WordPressSite) -> None:
    pages = site.payloads("pages")
    above = [(record["id"], record["parent"]) for record in records(site, "pages") if record["parent"]]
    uploads = [(record["id"], record["post"]) for record in records(site, "media") if record["post"]]
    assert above
    assert uploads
    assert all(page in pages and page < record for record, page in above + uploads)


@pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings of real sites are not on this machine")
@pytest.mark.parametrize(("start", "endpoint"), [("page", "pages"), ("media", "media")])
def test_every_recorded_field_occurs_with_its_type_when_generated(
    site: WordPressSite, start: str, endpoint: str
) -> None:
    made_up = {kind for record in records(site, endpoint) for kind in kinds(record)}
    names = {name for name, _ in made_up}
    real = [kinds(record) for record in recorded(start)]
    assert len(real) >= 2
    assert {name for record in real for name, _ in record} <= names
    # The oldest recordings hold plain texts where an object stands today.
    plain_once = {("caption", "str"), ("description", "str")}
    assert set().union(*real) - plain_once <= made_up


def test_oddities_of_real_sites_occur_when_generated(site: WordPressSite) -> None:
    pages, media = records(site, "pages"), records(site, "media")
    for field in ("meta", "acf"):
        assert {type(record[field]) for record in pages} == {dict, list}
    assert {bool(record["media_details"]) for record in media} == {True, False}
    assert {len(record["media_details"].get("sizes", [])) for record in media} > {0, 1}
    assert {"yoast_head_json" in record for record in pages} == {True, False}
    assert {type(record["post"]) for record in media} == {int, type(None)}
    assert all(record["class_list"] for record in pages + media)
    texts = [record["content"]["rendered"] for record in pages]
    for oddity in ("&#8217;", "&amp;", "&nbsp;", "&lt;", "\u2028", "\U0001f393", "\u00ee", "\n"):
        assert any(oddity in text for text in texts), oddity


@pytest.mark.parametrize("numbers", [{"pages": -1}, {"media": 1_000_001}])
def test_number_is_refused_when_it_is_out_of_bounds(numbers: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="must be 0 to 1000000"):
        generate_site(**numbers)  # type: ignore[arg-type] # whole numbers under any name, where one is a text
