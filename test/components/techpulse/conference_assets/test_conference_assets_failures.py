"""What a run does when a site fails: the others are read, what was known of it stays, and the run says which it was."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import Any

import duckdb
import pytest

from techpulse.answer_server import Answer, AnswerServer, Faults
from techpulse.conference_assets import store_editions
from techpulse.conference_assets.pages import parsing
from techpulse.conference_client import Page, UnknownPageError
from techpulse.conference_simulator import ConferenceSimulator

SITES = ("ai_deadlines", "acl_web", "chairing_tool", "elra", "wikicfp")
HTML = "text/html; charset=utf-8"
LOGIN = b"<html><title>Sign in</title><body><form><input type=password name=p></form></body></html>"
HOSTILE = {
    "login": Answer(200, LOGIN, HTML),
    "ten_megabytes": Answer(200, b"<html><body>" + b"<p>conference</p>" * 620_000, HTML),
    "binary": Answer(200, bytes(range(256)) * 40, "application/octet-stream"),
    "no_html": Answer(200, b"Fatal error: too many connections", "text/plain"),
    "nested": Answer(200, b"<div>" * 50_000, HTML),
}


@contextmanager
def impostor(world: Any, site: str, answer: Answer) -> Iterator[None]:
    """Instead of the site, a server that answers the same to everything."""

    def always(path: str) -> Answer:
        return Answer(404, b"", "text/plain") if path == "/robots.txt" else answer

    with AnswerServer(always) as server:
        world.elsewhere[site] = [f"{server.origin}/conferences"]
        try:
            yield
        finally:
            del world.elsewhere[site]


def failing(world: Any, site: str, fault: str) -> ExitStack:
    """The site with an ill answer, or a fault, for as long as it is entered."""
    stack = ExitStack()
    if fault in HOSTILE:
        stack.enter_context(impostor(world, site, HOSTILE[fault]))
    else:
        simulator: ConferenceSimulator = world.simulator
        addresses = {str(name): urls for name, urls in simulator.addresses.items()}
        paths = [url.removeprefix(simulator.origin) for url in addresses[site]]
        simulator.faults = Faults(always=dict.fromkeys(paths, fault))
        stack.callback(setattr, simulator, "faults", Faults())
    return stack


def statuses(world: Any, site: str) -> list[str]:
    """The statuses of the site's loads, newest first."""
    with world.store as store:
        return [load.status for load in store.loads(source="conferences", partition_key=site)]


@pytest.mark.parametrize(
    ("site", "faults"),
    [
        ("acl_web", ("html", "empty", "login", "binary", "no_html", "nested")),
        pytest.param("elra", ("500", "reset", "ten_megabytes"), marks=pytest.mark.long),
        ("ai_deadlines", ("html", "login")),
        pytest.param("wikicfp", ("html", "login", "503"), marks=pytest.mark.long),
        pytest.param("chairing_tool", ("html", "login", "bomb"), marks=pytest.mark.long),
    ],
)
def test_the_run_fails_names_the_site_and_keeps_the_rest_when_one_fails(
    world: Any, site: str, faults: tuple[str, ...]
) -> None:
    world.add("LATUDO", "Symposium on Paper Kites", sites=(site,))
    world.succeed()
    tables = ("conferences", "deadlines", "conference_sources")
    before = [world.rows(name) for name in tables]
    for nth, fault in enumerate(faults):
        with failing(world, site, fault):
            result = world.run()
        assert not result.success, fault
        assert f"{site}: " in world.failure(result), fault
        assert set(world.said(result)) == {
            *(f"{other}_conferences" for other in SITES if other != site),
            "store_conferences",
        }, fault
        assert statuses(world, site)[0] == "failed", fault
        assert [world.rows(name) for name in tables] == before, fault
        assert statuses(world, site).count("failed") == nth + 1
    world.sites.extend(max(each.id for each in world.sites.told_by()))
    assert world.succeed()["store_conferences"]["moved_deadlines"] == 1
    assert statuses(world, site)[0] == "complete"


def test_a_site_fails_when_it_has_less_than_half_of_what_is_usual(world: Any) -> None:
    world.succeed()
    before = world.rows("conferences")
    for conference in world.sites.told_by("elra")[:3]:
        world.sites.remove(conference.id, site="elra")
    result = world.run()
    assert "elra: 1 conferences on 1 pages, and 4 are usual" in world.failure(result)
    assert len(world.said(result)) == 5
    assert world.rows("conferences") == before


def test_a_site_fails_when_its_first_pages_hold_no_conference(world: Any) -> None:
    for conference in world.sites.told_by():
        world.sites.edit(conference.id, sites=conference.sites - {"wikicfp"})
    result = world.run()
    assert not result.success
    assert "wikicfp: " in world.failure(result)
    assert world.said(result)["store_conferences"]["new_conferences"] == 4


def test_every_site_that_fails_is_named_when_two_do(world: Any) -> None:
    with failing(world, "acl_web", "login"), failing(world, "elra", "500"):
        result = world.run()
    assert "acl_web: " in world.failure(result)
    assert "elra: " in world.failure(result)
    assert len(world.said(result)) == 4


def test_what_a_page_told_stays_when_the_parser_of_today_cannot_read_it(world: Any) -> None:
    world.add("LATUDO", "Symposium on Paper Kites", sites=("elra",))
    world.succeed()
    before = [world.rows(name) for name in ("conferences", "deadlines")]
    with world.store as store:
        url = store.query("SELECT url FROM raw_conference_pages WHERE url LIKE '%/elra-events/'")[0][0]
    spoil(world, str(url))
    with world.store as store:
        stored = store_editions(store)
    assert [str(url) in text for text in stored.unreadable] == [True]
    assert [world.rows(name) for name in ("conferences", "deadlines")] == before


def test_a_page_is_unknown_when_its_parser_breaks_on_it() -> None:
    page = Page("elra", "http://elra.invalid/", b"<html>", "text/html", datetime(2026, 3, 1, tzinfo=UTC))
    with (
        pytest.raises(UnknownPageError, match=r"RecursionError: too deep.*http://elra.invalid/") as caught,
        parsing(page),
    ):
        raise RecursionError("too deep")
    assert caught.value.source == "elra"


def spoil(world: Any, url: str) -> None:
    """Makes of a page in Bronze one that no parser knows, as an older one might be to a parser of tomorrow."""
    with duckdb.connect(str(world.folder / "lake.duckdb")) as base:
        changed = 'json_merge_patch(payload, \'{"text": "<html>gone</html>"}\')'
        base.execute(f"UPDATE raw_conference_pages SET payload = {changed} WHERE url = ?", [url])
