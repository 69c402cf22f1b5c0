"""What people see of a load's first posts, whatever those hold."""

import json
from pathlib import Path

import pytest

from techpulse.duckdb_store import BronzeTable, DuckDBStore, RawRecord
from techpulse.ingestion_assets.preview import FirstPost, first_posts

STORY = RawRecord(1, json.dumps({"id": 1, "type": "story", "kids": [2]}))


def shown(tmp_path: Path, payload: str) -> list[FirstPost]:
    store = DuckDBStore(tmp_path / "lake.duckdb")
    load = store.open_load("hacker_news", "2024-05-01", table=BronzeTable("raw_hn_items", key="item_id"))
    store.insert_items(load.load_id, [STORY, RawRecord(2, payload)])
    return first_posts(store, load.load_id)


def post(**fields: str | int) -> str:
    return json.dumps({"id": 2, "parent": 1, "by": "someone", "time": 5, "text": "hello"} | fields)


@pytest.mark.parametrize("sign", ["<", "<a", "&", "&lt;", "x ", "<p>"])
def test_the_first_posts_come_at_once_when_a_text_is_long_and_odd(tmp_path: Path, sign: str) -> None:
    [first] = shown(tmp_path, post(text=sign * 1_000_000, by=sign * 1_000_000))
    assert max(len(first.text), len(first.by)) <= 90


def test_no_control_character_is_shown_when_a_post_holds_some(tmp_path: Path) -> None:
    [first] = shown(tmp_path, post(text="a\x1b[2Jb\0c\u202ed\u2028e", by="\x1b]0;x\x07\nme"))
    assert (first.text, first.by) == ("a [2Jb c d e", "]0;x me")


@pytest.mark.parametrize("time", ["1e400", 10**17, -(10**12), 10**30])
def test_a_post_is_left_out_when_its_time_is_no_date(tmp_path: Path, time: str | int) -> None:
    assert shown(tmp_path, post(time=time)) == []


@pytest.mark.parametrize("time", [-62_135_596_800, 253_402_300_799])
def test_a_post_is_shown_when_its_time_is_the_first_or_last_of_all(tmp_path: Path, time: int) -> None:
    [first] = shown(tmp_path, post(time=time))
    assert first.posted_at.timestamp() == time
