"""Every report can be sent in every shape, whatever a ledger calls its sources. Rendered bytes, no server."""

import json
import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from techpulse.health_api.answers import answers
from techpulse.health_api.bodies import HealthBody
from techpulse.service_health import DatabaseProblem, LedgerReading, LoadSummary, assess

law = settings(deadline=None, max_examples=40)  # how long a machine takes is none of theirs
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
OUR_TAGS = {"html", "head", "meta", "title", "link", "style", "body", "header", "h1", "p", "ul", "li", "b", "main"} | {
    *("table", "caption", "tbody", "tr", "th", "td", "small", "footer", "a")
}
SAMPLE = re.compile(
    r'techpulse_[a-z_]+(\{[a-z]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-z]+="(?:[^"\\\n]|\\["\\n])*")*\})? [0-9.e+-]+'
)

past = st.timedeltas(timedelta(), timedelta(days=4000)).map(lambda age: NOW - age)
names = st.text(max_size=30) | st.sampled_from(
    ['<script>alert("1")</script>', '"} 5\nfake 1', "a\\", "&amp;", "{}", "\x00"]
)
loads = st.builds(
    LoadSummary,
    source=names,
    partition_key=names,
    epoch=st.integers(1, 10**12),
    status=st.sampled_from(("running", "complete", "failed", "abandoned")),
    started_at=past,
    updated_at=past,
    finished_at=st.none() | past,
    rows=st.integers(0, 10**12),
    quarantined=st.integers(0, 10**12),
)
readings = st.builds(
    LedgerReading,
    loads=st.lists(loads, max_size=6).map(tuple),
    read_at=st.none() | past,
    problem=st.none() | st.sampled_from(DatabaseProblem),
    troubled_since=st.none() | past,
    free_bytes=st.none() | st.integers(0, 10**18),
    clock_set_back=st.timedeltas(timedelta(), timedelta(days=4000)),
)


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        assert {name for name, _ in attrs} <= {
            "lang",
            "charset",
            "name",
            "content",
            "http-equiv",
            "rel",
            "href",
            "class",
            "scope",
        }


@law
@given(readings)
def test_every_report_is_health_json(reading: LedgerReading) -> None:
    report = assess(reading, now=NOW)
    answer = answers(report, keep_seconds=2)["/health"]
    body = HealthBody.model_validate_json(answer.body)
    assert body.status == report.status
    assert set(body.checks or ()) == {check.name for check in report.checks}
    assert answer.status == (503 if report.status == "fail" else 200)
    assert None not in json.loads(answer.body).values()


@law
@given(readings)
def test_every_report_is_metrics(reading: LedgerReading) -> None:
    text = answers(assess(reading, now=NOW), keep_seconds=2)["/metrics"].body.decode()
    samples = [line for line in text.removesuffix("\n").split("\n") if not line.startswith("# ")]
    assert all(SAMPLE.fullmatch(line) for line in samples)
    assert len({line.rpartition(" ")[0] for line in samples}) == len(samples)


@law
@given(readings)
def test_every_report_is_a_page_of_our_own_tags_alone(reading: LedgerReading) -> None:
    report = assess(reading, now=NOW)
    answer = answers(report, keep_seconds=2)["/"]
    assert answer.status == 200
    assert Tags(answer.body.decode()).found <= OUR_TAGS


@law
@given(readings)
def test_every_report_says_whether_it_can_be_trusted(reading: LedgerReading) -> None:
    report = assess(reading, now=NOW)
    ready = answers(report, keep_seconds=2)["/health/ready"]
    assert (ready.status == 200) == (reading.read_at is not None and report.checks[0].status != "fail")


@law
@given(readings)
def test_equal_bytes_have_equal_tags_and_others_do_not(reading: LedgerReading) -> None:
    some, more = (answers(assess(reading, now=NOW + timedelta(seconds=s)), keep_seconds=2)["/health"] for s in (0, 1))
    assert (some.etag == more.etag) == (some.body == more.body)
