"""Dates, times and zones in words: the instants that they mean, and those that they don't."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techpulse.conference_client.days import days_of
from techpulse.conference_client.times import Moment, moment_of
from techpulse.conference_client.zones import zone_of

DAYS = st.dates(date(1951, 1, 1), date(2198, 12, 31))
CLOCKS = st.times().map(lambda clock: clock.replace(microsecond=0))
HOURS = st.integers(-12, 14)
PLACES = st.sampled_from(
    ["America/New_York", "Europe/Berlin", "Asia/Kolkata", "Pacific/Honolulu", "Australia/Lord_Howe"]
)
WAYS = st.sampled_from(
    ["{0:%Y-%m-%d}", "{0:%Y/%m/%d}", "{0.day} {0:%B %Y}", "{0:%b} {0.day}, {0.year}", "{0:%A}, {0:%B} {0.day} {0.year}"]
)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc] # six numbers at most


@given(DAYS)
def test_day_ends_twelve_hours_after_greenwich_when_it_is_anywhere_on_earth(day: date) -> None:
    end = datetime.combine(day + timedelta(days=1), time(11, 59, 59), UTC)
    assert moment_of(day.isoformat()) == Moment(end, None, "date")
    assert moment_of(f"{day} (AoE)") == Moment(end, "AoE", "date")
    assert moment_of(day.isoformat(), zone="UTC-12") == Moment(end, "UTC-12", "date")


@given(DAYS, CLOCKS, HOURS)
def test_instant_is_the_offset_earlier_when_zone_is_an_offset(day: date, clock: time, hours: int) -> None:
    expected = datetime.combine(day, clock, UTC) - timedelta(hours=hours)
    for zone in (f"UTC{hours:+d}", f"GMT{hours:+03d}", f"utc {hours:+03d}:00", f"{hours:+03d}00"):
        assert moment_of(f"{day} {clock}", zone=zone) == Moment(expected, zone, "minute")
        assert moment_of(f"{day} {clock} {zone}") == Moment(expected, zone, "minute")


@given(DAYS, CLOCKS, PLACES, WAYS)
def test_instant_reads_back_as_it_was_written_when_the_clocks_showed_it(
    day: date, clock: time, place: str, way: str
) -> None:
    moment = moment_of(f"{way.format(day)} {clock}", zone=place)
    local = datetime.combine(day, clock, ZoneInfo(place))
    was_shown = local.astimezone(UTC).astimezone(ZoneInfo(place)).replace(tzinfo=None) == local.replace(tzinfo=None)
    assert moment == (
        Moment(local.astimezone(UTC), place, "minute")
        if was_shown
        else Moment(zone=place, flag="a time that the clocks skip")
    )


@given(st.text(max_size=200), st.one_of(st.none(), st.text(max_size=20)))
def test_there_is_an_instant_or_a_flag_whatever_is_written(text: str, zone: str | None) -> None:
    moment = moment_of(text, zone=zone)
    assert (moment.at is None) == (moment.flag is not None) == (moment.precision is None)


@given(st.text(st.characters(exclude_categories=["Nd"])))
def test_there_is_no_instant_when_no_digit_is_written(text: str) -> None:
    assert moment_of(text).at is None
    assert days_of(text) is None


@given(st.text("0123456789 -/:,.()JanuryFebMchApilgstUTCAoEPM", max_size=40))
def test_there_is_an_instant_or_a_flag_when_text_is_nearly_a_date(text: str) -> None:
    moment = moment_of(text)
    assert (moment.at is None) == (moment.flag is not None)
    days_of(text)


@given(st.text(max_size=40))
def test_zone_is_one_or_none_whatever_is_written(text: str) -> None:
    found = zone_of(text)
    assert found is None or found.utcoffset(datetime(2026, 1, 1)) is not None  # noqa: DTZ001 - a wall clock's time


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("2025-03-09 02:30", "America/New_York", None),
        ("2025-03-09 03:30", "America/New_York", at(2025, 3, 9, 7, 30)),
        ("2025-11-02 01:30", "America/New_York", at(2025, 11, 2, 5, 30)),
        ("2025-11-02 02:30", "America/New_York", at(2025, 11, 2, 7, 30)),
        ("2025-03-30 02:00", "Europe/Berlin", None),
        ("2025-10-26 02:59:59", "Europe/Berlin", at(2025, 10, 26, 0, 59, 59)),
        ("2011-12-30", "Pacific/Apia", None),
    ],
)
def test_time_that_comes_twice_is_the_first_and_one_skipped_is_none_when_clocks_change(
    text: str, zone: str, expected: datetime | None
) -> None:
    moment = moment_of(text, zone=zone)
    assert moment.at == expected
    assert moment.flag == (None if expected else "a time that the clocks skip")


def test_day_ends_the_second_time_when_its_last_hour_comes_twice() -> None:
    # In Asunción the 23rd of March 2024 had its hour before midnight twice.
    assert moment_of("2024-03-23", zone="America/Asuncion").at == at(2024, 3, 24, 3, 59, 59)
    assert moment_of("2024-03-23 23:59:59", zone="America/Asuncion").at == at(2024, 3, 24, 2, 59, 59)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15 May 2025", at(2025, 5, 16, 11, 59, 59)),
        ("May 15th, 2025", at(2025, 5, 16, 11, 59, 59)),
        ("Sept. 3, 2025", at(2025, 9, 4, 11, 59, 59)),
        ("15-May-2025", at(2025, 5, 16, 11, 59, 59)),
        ("2025-05-15T11:59:00", at(2025, 5, 15, 23, 59)),
        ("2025-05-15T11:59Z", at(2025, 5, 15, 11, 59)),
        ("2025-05-15T11:59:00.000+02:00", at(2025, 5, 15, 9, 59)),
        ("May 15, 2025 11:59 PM PST", at(2025, 5, 16, 7, 59)),
        ("May 15, 2025, 12 am (UTC)", at(2025, 5, 15, 0, 0)),
        ("Friday, May 16, 2025 at 5 p.m. CET", at(2025, 5, 16, 16, 0)),
        ("2025-05-15 (23:59 GMT)", at(2025, 5, 15, 23, 59)),
        ("2025-05-15 23:59 America/New_York", at(2025, 5, 16, 3, 59)),
        ("2025-05-15 UTC–12:00", at(2025, 5, 16, 11, 59, 59)),
        ("2025-05-15 12:00 Etc/GMT+12", at(2025, 5, 16, 0, 0)),
        ("Extended: 15 May 2025", at(2025, 5, 16, 11, 59, 59)),
        ("15 May 2025 (extended)", at(2025, 5, 16, 11, 59, 59)),
    ],
)
def test_instant_is_found_when_people_write_it_their_way(text: str, expected: datetime) -> None:
    assert moment_of(text).at == expected


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("TBD", "TBD"),
        ("tba", "TBD"),
        ("To be announced soon", "TBD"),
        ("N/A", "N/A"),
        ("", "N/A"),
        ("–", "N/A"),
        ("05/06/2025", "unreadable"),
        ("May 2025", "unreadable"),
        ("15 May", "unreadable"),
        ("31 June 2025", "unreadable"),
        ("2025-05-15 25:00", "unreadable"),
        ("2025-05-15 13:00 pm", "unreadable"),
        ("2025-05-15 or 2025-05-22", "unreadable"),
        ("15 May 2025 at noon", "unreadable"),
        ("0001-01-01", "unreadable"),
        ("2025-05-15 23:59 IST", "unknown zone IST"),
        ("2025-05-15 23:59 CST", "unknown zone CST"),
        ("2025-05-15 America/Nowhere", "unknown zone America/Nowhere"),
        ("2025-05-15 America/Argentina", "unknown zone America/Argentina"),
        ("2025-05-15 UTC+15", "unknown zone UTC+15"),
    ],
)
def test_flag_says_why_when_there_is_no_instant(text: str, flag: str) -> None:
    moment = moment_of(text)
    assert moment.at is None
    assert moment.flag == flag


def test_own_zone_goes_before_the_one_beside_it_when_both_are_written() -> None:
    assert moment_of("2025-05-15 12:00 UTC", zone="AoE") == Moment(at(2025, 5, 15, 12, 0), "UTC", "minute")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("July 27 - August 1, 2025", date(2025, 7, 27), date(2025, 8, 1)),
        ("July 2 - 7, 2026", date(2026, 7, 2), date(2026, 7, 7)),
        ("February 08–10, 2020", date(2020, 2, 8), date(2020, 2, 10)),
        ("September, 19-22, 2021", date(2021, 9, 19), date(2021, 9, 22)),
        ("10-12 May 2025", date(2025, 5, 10), date(2025, 5, 12)),
        ("30 March – 2 April 2025", date(2025, 3, 30), date(2025, 4, 2)),
        ("Jun 26, 2016 - Jun 30, 2016", date(2016, 6, 26), date(2016, 6, 30)),
        ("15 May 2025 to 18 May 2025", date(2025, 5, 15), date(2025, 5, 18)),
        ("2025-05-10 to 2025-05-12", date(2025, 5, 10), date(2025, 5, 12)),
        ("December 29 - January 3, 2026", date(2025, 12, 29), date(2026, 1, 3)),
        ("Dec 29, 2025 - Jan 3, 2026", date(2025, 12, 29), date(2026, 1, 3)),
        ("3 June 2025", date(2025, 6, 3), date(2025, 6, 3)),
        ("June 5, 2025 - June 2, 2025", date(2025, 6, 5), date(2025, 6, 2)),
    ],
)
def test_both_days_are_found_when_an_event_lasts_from_one_to_the_other(text: str, first: date, last: date) -> None:
    assert days_of(text) == (first, last)


@pytest.mark.parametrize(
    "text", ["TBD 2026", "Summer 2026", "May 10-12", "31 June - 2 July 2025", "10/05/2025 - 12/05/2025"]
)
def test_no_days_are_found_when_they_can_not_be_told(text: str) -> None:
    assert days_of(text) is None
