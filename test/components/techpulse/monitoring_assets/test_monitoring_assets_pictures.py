"""The table and the plot: well-formed and bounded, whatever sources and errors are called."""

import base64
import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techpulse.monitoring_assets.plot import duration_plot, picture
from techpulse.monitoring_assets.summary import STATUSES, Mark, MonitorSummary, Tally
from techpulse.monitoring_assets.table import in_words, operations

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
GREEN, RED = "#2f7d4f", "#c0392b"
NONE = dict.fromkeys(STATUSES, Tally())


def summary(marks: dict[str, list[Mark]], *, error: str | None = None) -> MonitorSummary:
    tallies = {
        source: {**NONE, "failed": Tally(len(some), 1.0, last_error=error)} if some else NONE
        for source, some in marks.items()
    }
    return MonitorSummary(NOON, 24, NONE, tallies, marks)


def bars(svg: str, colour: str) -> list[ET.Element]:
    """The bars of this colour; the first rectangle of each colour is the legend's."""
    return [box for box in ET.fromstring(svg).iter() if box.get("fill") == colour][1:]


@given(
    names=st.lists(st.text(min_size=1), unique=True, max_size=3),
    hours=st.lists(st.floats(-5, 40), max_size=5),
    error=st.text(),
)
def test_plot_and_table_are_well_formed_when_names_and_errors_are_anything(
    names: list[str], hours: list[float], error: str
) -> None:
    marks = [Mark(NOON - timedelta(hours=ago), abs(ago), "failed") for ago in hours]
    found = summary(dict.fromkeys(names, marks), error=error)

    ET.fromstring(duration_plot(found))
    lines = operations(found).splitlines()

    assert len(lines) == (len(names) + 2 if names else 1)
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} == ({9} if names else {0})


def test_the_highest_bar_is_the_longest_load_when_one_took_ten_times_as_long() -> None:
    short, long = Mark(NOON - timedelta(hours=20), 6.0, "complete"), Mark(NOON - timedelta(hours=3), 60.0, "complete")

    drawn = bars(duration_plot(summary({"herald": [short, long]})), GREEN)

    heights = [float(str(bar.get("height"))) for bar in drawn]
    assert heights[1] == pytest.approx(10 * heights[0])
    assert float(str(drawn[0].get("x"))) < float(str(drawn[1].get("x")))


@given(hours=st.floats(-5, 40))
def test_a_bar_lies_inside_the_picture_when_its_load_ended_at_any_time(hours: float) -> None:
    mark = Mark(NOON - timedelta(hours=hours), 1.0, "complete")

    [bar] = bars(duration_plot(summary({"herald": [mark]})), GREEN)

    left = float(str(bar.get("x")))
    assert 190 <= left <= 740 - float(str(bar.get("width")))


def test_a_bar_has_the_colour_of_the_worst_end_when_loads_share_it() -> None:
    marks = [Mark(NOON, 9.0, status) for status in ("complete", "failed", "running", "abandoned")]

    svg = duration_plot(summary({"herald": marks}))

    assert (len(bars(svg, RED)), len(bars(svg, GREEN))) == (1, 0)


def test_the_plot_stays_small_when_there_are_very_many_loads() -> None:
    marks = [Mark(NOON - timedelta(seconds=8 * index), index % 97, "complete") for index in range(10_000)]

    assert len(picture(summary({"herald": marks}))) < 12_000


def test_the_plot_says_so_when_there_are_no_loads() -> None:
    assert "no loads in 24 h" in duration_plot(summary({}))
    assert operations(summary({})) == "No loads yet."


def test_a_source_without_loads_has_a_row_that_says_so_when_others_have_some() -> None:
    table = operations(summary({"herald": [Mark(NOON, 1.0, "failed")], "gazette": []}, error="a|b\nc"))

    assert "| gazette | none in 24 h | 0 |" in table
    assert r"a\|b c" in table


def test_the_picture_is_an_image_in_markdown_when_dagster_shows_it() -> None:
    found = re.fullmatch(r"!\[[^\]]+\]\(data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)\)", picture(summary({})))

    assert found
    assert base64.b64decode(found[1]).decode() == duration_plot(summary({}))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.04, "0.0 s"),
        (9.96, "10.0 s"),
        (12, "12 s"),
        (59.7, "60 s"),
        (60, "1 min 0 s"),
        (3_599.9, "1 h 0 min"),
        (18_060, "5 h 1 min"),
        (183_600, "2 d 3 h"),
    ],
)
def test_a_duration_reads_in_two_units_at_most_when_it_is_of_any_length(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
