"""Pages of the made-up sites, fetched and parsed: every conference and every deadline just as it is true."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from techpulse.conference_client import ConferenceClient, ConferenceRecord, Page, Source, parse_page
from techpulse.conference_simulator import Conference, ConferenceSimulator, ConferenceSites, Due, generate_sites

POLICIES = {
    source: replace(policy, requests_per_second=None, backoff_seconds=0.01)
    for source, policy in ConferenceClient.POLICIES.items()
}
SOURCES: list[Source] = sorted(ConferenceClient.ADDRESSES)
ANYWHERE_ON_EARTH = timezone(timedelta(hours=-12))
KINDS = {"acl_web": {"abstract", "submission"}, "wikicfp": {"abstract", "submission"}}
DAYS_ONLY = {"acl_web", "elra", "wikicfp"}


class Told(NamedTuple):
    kind: str
    at: datetime | None
    precision: str | None


@pytest.fixture(scope="module")
def sites() -> ConferenceSites:
    return generate_sites(conferences=250, seed=11)


@pytest.fixture(scope="module")
def simulator(sites: ConferenceSites) -> Iterator[ConferenceSimulator]:
    with ConferenceSimulator(sites) as serving:
        yield serving


@pytest.fixture
def client(simulator: ConferenceSimulator) -> Iterator[ConferenceClient]:
    with ConferenceClient(simulator.addresses, policies=POLICIES, most_pages=100) as opened:
        yield opened


def records(pages: Iterator[object]) -> list[ConferenceRecord]:
    found = [parse_page(page) for page in pages if isinstance(page, Page)]
    assert [each.malformed for each in found if each.malformed] == []
    return [record for each in found for record in each.records]


def instant(due: Due, source: Source) -> datetime | None:
    if due.at is None:
        return None
    if source in DAYS_ONLY:
        return datetime.combine(due.at, time(23, 59, 59), ANYWHERE_ON_EARTH).astimezone(UTC)
    zones = {"AoE": ANYWHERE_ON_EARTH, "UTC-12": ANYWHERE_ON_EARTH, "GMT": UTC}
    seconds = due.at.second if source == "ai_deadlines" else 0
    zone = zones.get(due.zone) or ZoneInfo(due.zone)
    return due.at.replace(second=seconds, tzinfo=zone).astimezone(UTC)


def told(due: Due, source: Source) -> Told:
    precision = "date" if source in DAYS_ONLY else "minute"
    # ACL names no kind: each of its dates stands under "Submission Deadline".
    return Told("submission" if source == "acl_web" else due.kind, instant(due, source), precision if due.at else None)


def truth(each: Conference, source: Source) -> list[Told]:
    kinds = KINDS.get(source, {"abstract", "submission", "notification", "camera_ready"})
    dues = [due for due in each.dues if due.kind in kinds and (due.at or source != "acl_web")]
    return sorted((told(due, source) for due in dues), key=str)


@pytest.mark.parametrize("source", SOURCES)
def test_every_conference_is_read_as_it_is_when_a_site_tells_of_it(
    client: ConferenceClient, sites: ConferenceSites, source: Source
) -> None:
    found = {record.source_key: record for record in records(client.pages(source))}
    titles = {(record.title.partition(" ")[0], record.year): record for record in found.values()}
    assert len(titles) == len(found) == len(sites.told_by(source))
    for each in sites.told_by(source):
        record = titles[each.acronym, each.year]
        assert each.full_name in str(record.full_name)
        assert (record.starts_date, record.ends_date, record.place) == (each.starts_date, each.ends_date, each.place)
        assert record.flags == ()


@pytest.mark.parametrize("source", SOURCES)
def test_every_deadline_is_the_true_instant_when_a_site_tells_of_it(
    client: ConferenceClient, sites: ConferenceSites, source: Source
) -> None:
    found = {(record.title.partition(" ")[0], record.year): record for record in records(client.pages(source))}
    for each in sites.told_by(source):
        read = [Told(due.kind, due.at, due.precision) for due in found[each.acronym, each.year].deadlines]
        assert sorted(read, key=str) == truth(each, source), each


def test_event_page_tells_what_lists_do_not_when_it_is_asked_for(
    client: ConferenceClient, sites: ConferenceSites
) -> None:
    listed = {record.source_key: record for record in records(client.pages("wikicfp"))}
    found = {record.source_key: record for record in records(client.events([r.source_url for r in listed.values()]))}
    assert found.keys() == listed.keys()
    for each in sites.told_by("wikicfp"):
        record = found[str(each.id)]
        assert record.url == each.url
        assert set(record.subjects) == set(each.subjects)
        read = sorted((Told(due.kind, due.at, due.precision) for due in record.deadlines), key=str)
        assert read == sorted((told(due, "wikicfp") for due in each.dues), key=str)
