"""Times as the real API has them: the site's wall time to the second, exclusive bounds, and the hour lived twice."""

import http.client
import json
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from techpulse.wordpress_simulator import WordPressSimulator, WordPressSite

NEW_YORK = ZoneInfo("America/New_York")
CLOCKS_BACK = datetime(2026, 11, 1, 6, tzinfo=UTC)  # 02:00 in New York becomes 01:00
CLOCKS_FORWARD = datetime(2026, 3, 8, 7, tzinfo=UTC)  # 02:00 in New York becomes 03:00

NEAR_A_CHANGE = st.builds(
    lambda change, seconds: change + timedelta(seconds=seconds),
    st.sampled_from([CLOCKS_BACK, CLOCKS_FORWARD]),
    st.integers(-7200, 7200),
)


def site_with(instants: Sequence[datetime], zone: str = "America/New_York") -> WordPressSite:
    """A page for each instant at which it was last modified; ids count from 1."""
    site = WordPressSite(zone=zone)
    for instant in instants:
        site.create("pages", {}, at=datetime(2020, 1, 1, tzinfo=UTC), modified_at=instant)
    return site


def answer(site: WordPressSite, query: str, *, is_old_core: bool = False) -> tuple[int, object]:
    with WordPressSimulator(site, is_old_core=is_old_core) as simulator:
        address = urlsplit(simulator.base_url)
        with closing(http.client.HTTPConnection(address.netloc, timeout=5)) as connection:
            connection.request("GET", f"{address.path}pages?orderby=id&order=asc&per_page=100&{query}")
            response = connection.getresponse()
            return response.status, json.loads(response.read())


def ids(site: WordPressSite, query: str, *, is_old_core: bool = False) -> list[int]:
    status, records = answer(site, query, is_old_core=is_old_core)
    assert status == 200
    assert isinstance(records, list)
    return [record["id"] for record in records]


def wall(instant: datetime) -> datetime:
    return instant.astimezone(NEW_YORK).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("instant", "modified", "modified_gmt"),
    [
        (CLOCKS_BACK - timedelta(seconds=1), "2026-11-01T01:59:59", "2026-11-01T05:59:59"),
        (CLOCKS_BACK, "2026-11-01T01:00:00", "2026-11-01T06:00:00"),
        (CLOCKS_BACK.replace(microsecond=999_999), "2026-11-01T01:00:00", "2026-11-01T06:00:00"),
        (CLOCKS_FORWARD, "2026-03-08T03:00:00", "2026-03-08T07:00:00"),
    ],
)
def test_modified_is_the_sites_and_modified_gmt_utc_when_written(
    instant: datetime, modified: str, modified_gmt: str
) -> None:
    [body] = site_with([instant]).payloads("pages").values()
    record = json.loads(body)
    assert (record["modified"], record["modified_gmt"]) == (modified, modified_gmt)


@settings(max_examples=50, deadline=None)
@given(edits=st.lists(NEAR_A_CHANGE, max_size=8), bound=NEAR_A_CHANGE, hours=st.integers(-12, 14))
def test_records_after_and_before_are_told_by_wall_time_when_the_bound_names_an_offset(
    edits: list[datetime], bound: datetime, hours: int
) -> None:
    site = site_with(edits)
    text = quote(bound.astimezone(timezone(timedelta(hours=hours))).isoformat())
    after = [number for number, edit in enumerate(edits, start=1) if wall(edit) > wall(bound)]
    before = [number for number, edit in enumerate(edits, start=1) if wall(edit) < wall(bound)]
    assert ids(site, f"modified_after={text}") == after
    assert ids(site, f"modified_before={text}") == before


@settings(max_examples=50, deadline=None)
@given(edits=st.lists(NEAR_A_CHANGE, min_size=1, max_size=8))
@example([CLOCKS_BACK - timedelta(minutes=1), CLOCKS_BACK])
def test_newest_is_told_by_wall_time_when_ordered_by_modified(edits: list[datetime]) -> None:
    _, records = answer(site_with(edits), "orderby=modified&order=desc&per_page=1")
    assert isinstance(records, list)
    assert records[0]["modified"] == max(map(wall, edits)).isoformat()


@pytest.mark.parametrize("bound", ["2026-05-01T12:00:00", "2026-05-01T16:00:00Z", "2026-05-01T18:00:00%2B02:00"])
def test_bounds_are_exclusive_to_the_second_when_compared(bound: str) -> None:
    noon = datetime(2026, 5, 1, 16, tzinfo=UTC)
    site = site_with([noon + timedelta(seconds=seconds) for seconds in (-1, 0, 0.9, 1)])
    assert ids(site, f"modified_after={bound}") == [4]
    assert ids(site, f"modified_before={bound}") == [1]


@pytest.mark.parametrize("bound", ["2026-05-01+12:00:00", "2026-05-01t12:00:00.9", "2026-05-01T21:30:00%2B05:30"])
def test_bound_is_understood_when_written_in_another_full_form(bound: str) -> None:
    noon = datetime(2026, 5, 1, 16, tzinfo=UTC)
    assert ids(site_with([noon, noon + timedelta(seconds=1)]), f"modified_after={bound}") == [2]


def test_record_of_the_second_pass_is_missed_when_the_bound_lies_in_the_first() -> None:
    first_pass, second_pass = CLOCKS_BACK - timedelta(minutes=10), CLOCKS_BACK + timedelta(minutes=20)
    site = site_with([first_pass, second_pass])
    assert ids(site, "modified_after=" + first_pass.strftime("%Y-%m-%dT%H:%M:%SZ")) == []


def test_bound_moves_by_the_leap_when_its_wall_time_never_was() -> None:
    site = site_with([CLOCKS_FORWARD, CLOCKS_FORWARD + timedelta(minutes=31)])
    assert ids(site, "modified_after=2026-03-08T02:30:00") == [2]


@pytest.mark.parametrize(
    "bound",
    [
        "2026-05-01",
        "2026-05-01T12:00",
        "2026-05-01T12:00:00+02:00",
        "2026-05-01T12:00:00%2B0200",
        "2026-13-01T12:00:00",
        "2026-05-01T12:00:00z",
        "1777651200",
        "yesterday",
        "0001-01-01T00:00:00%2B12:00",
        "",
    ],
)
def test_bound_is_refused_when_it_is_no_full_date_and_time(bound: str) -> None:
    status, error = answer(site_with([]), f"modified_after={bound}")
    assert status == 400
    assert isinstance(error, dict)
    assert error["data"]["params"] == {"modified_after": "Invalid date."}


@pytest.mark.parametrize("bound", ["2026-05-01T12:00:00Z", "nonsense"])
def test_bounds_by_modified_are_ignored_when_the_core_is_old(bound: str) -> None:
    site = site_with([datetime(2026, 1, 1, tzinfo=UTC)])
    assert ids(site, f"modified_after={bound}&modified_before={bound}", is_old_core=True) == [1]


def test_bounds_by_date_hold_when_the_core_is_old() -> None:
    site = site_with([datetime(2026, 1, 1, tzinfo=UTC)])
    assert ids(site, "after=2020-01-01T00:00:00Z", is_old_core=True) == []
    assert ids(site, "after=2019-12-31T23:59:59Z", is_old_core=True) == [1]


def test_zone_is_the_sites_when_another_one_is_given() -> None:
    site = site_with([datetime(2026, 5, 1, 12, tzinfo=UTC)], zone="Asia/Kathmandu")
    [body] = site.payloads("pages").values()
    assert json.loads(body)["modified"] == "2026-05-01T17:45:00"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", ""])
def test_zone_is_refused_when_it_is_unknown(zone: str) -> None:
    with pytest.raises(ValueError, match="is not known: give one such as America/New_York"):
        WordPressSite(zone=zone)


def test_time_is_refused_when_the_sites_clock_has_no_zone() -> None:
    site = WordPressSite(now=lambda: datetime(2026, 5, 1))  # noqa: DTZ001 - this is what is refused
    with pytest.raises(ValueError, match="has no zone"):
        site.create("pages", {})
