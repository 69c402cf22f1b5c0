"""What runs read, store and say of sites that change: from five sites on loopback to a DuckDB file, through Dagster."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.request import urlopen

import duckdb

from techpulse.conference_assets import store_editions

KEY = "split_part(series, ':', 1) = 'mokela' AND year = 2028 AND track = ''"


def mokela(world: Any) -> int:
    return int(next(each.id for each in world.sites.told_by() if each.acronym == "MOKELA"))


def test_nothing_is_stored_when_nothing_is_new(world: Any) -> None:
    world.succeed()
    before, rows = world.counts(), [world.rows(name) for name in ("conferences", "deadlines", "conference_sources")]
    said = world.succeed()
    assert (said["store_conferences"]["new_conferences"], said["store_conferences"]["updated_conferences"]) == (0, 0)
    assert (said["store_conferences"]["new_deadlines"], said["store_conferences"]["moved_deadlines"]) == (0, 0)
    assert {metadata["changed_pages"] for name, metadata in said.items() if name != "store_conferences"} == {0}
    assert world.counts() == before
    assert [world.rows(name) for name in ("conferences", "deadlines", "conference_sources")] == rows


def test_four_editions_with_four_deadlines_each_are_made_when_five_sites_tell_of_the_same_four(world: Any) -> None:
    said = world.succeed()["store_conferences"]
    assert (said["total_scraped"], said["new_conferences"], said["new_deadlines"]) == (20, 4, 16)
    assert world.ask(
        "SELECT DISTINCT kind, source, due_at::DATE::VARCHAR, precision, zone FROM deadlines ORDER BY ALL"
    ) == [
        ("abstract", "ai_deadlines", "2028-01-11", "minute", "AoE"),
        ("camera_ready", "ai_deadlines", "2028-04-21", "minute", "AoE"),
        ("notification", "ai_deadlines", "2028-03-21", "minute", "AoE"),
        ("submission", "ai_deadlines", "2028-01-18", "minute", "AoE"),
    ]
    assert world.ask("SELECT count(DISTINCT source) FROM conference_sources GROUP BY series, year, track") == [(5,)] * 4


def test_one_deadline_moves_and_none_is_made_when_it_is_extended(world: Any) -> None:
    world.succeed()
    before = world.counts()
    world.sites.extend(mokela(world), days=7)
    said = world.succeed()["store_conferences"]
    assert (said["new_deadlines"], said["moved_deadlines"], said["vanished_deadlines"]) == (0, 1, 0)
    changes = f"SELECT year, kind, slot, old_value, new_value FROM deadline_changes WHERE {KEY} AND field = 'due_at'"
    assert world.ask(f"{changes} AND change = 'updated'") == [
        (2028, "submission", "", "2028-01-18 11:59:59+00", "2028-01-25 11:59:59+00")
    ]
    assert world.ask(f"SELECT due_at::VARCHAR FROM deadlines WHERE {KEY} AND kind = 'submission'") == [
        ("2028-01-25 11:59:59+00",)
    ]
    assert world.counts()["deadlines"] == before["deadlines"]


def test_a_deadline_is_marked_and_stays_when_it_is_told_no_more_and_again_when_it_is(world: Any) -> None:
    world.succeed()
    whole = world.sites.find(mokela(world)).dues
    of_abstract = f"SELECT due_at::VARCHAR, is_listed FROM deadlines WHERE {KEY} AND kind = 'abstract'"
    [(at, _)] = world.ask(of_abstract)
    world.sites.edit(mokela(world), dues=tuple(due for due in whole if due.kind != "abstract"))
    assert world.succeed()["store_conferences"]["vanished_deadlines"] == 1
    assert world.ask(of_abstract) == [(at, False)]
    assert world.succeed()["store_conferences"]["vanished_deadlines"] == 0
    world.sites.edit(mokela(world), dues=whole)
    world.succeed()
    assert world.ask(of_abstract) == [(at, True)]
    marks = (
        f"SELECT old_value, new_value FROM deadline_changes WHERE {KEY} AND kind = 'abstract' AND change = 'updated'"
    )
    assert world.ask(f"{marks} ORDER BY version") == [("true", "false"), ("false", "true")]


def test_nothing_is_emptied_when_the_best_source_tells_of_an_edition_no_more(world: Any) -> None:
    world.sites.edit(mokela(world), note="Held on a ferry.")
    world.succeed()
    [before] = world.ask(
        f"SELECT title, full_name, url, starts_date, ends_date, note, place FROM conferences WHERE {KEY}"
    )
    assert None not in before
    world.sites.edit(mokela(world), sites=frozenset({"wikicfp"}))
    world.succeed()
    [after] = world.ask(
        f"SELECT title, full_name, url, starts_date, ends_date, note, place FROM conferences WHERE {KEY}"
    )
    assert None not in after
    assert (after[3:6], after[6]) == (before[3:6], before[6])
    assert world.ask(f"SELECT is_listed FROM conferences WHERE {KEY}") == [(True,)]
    listed = set(world.ask(f"SELECT kind, source FROM deadlines WHERE {KEY} AND is_listed"))
    assert ("submission", "wikicfp") in listed
    assert {source for _, source in listed} == {"wikicfp"}


def test_a_known_deadline_counts_when_the_better_source_says_that_it_is_to_come(world: Any) -> None:
    number = world.add("LATUDO", "Symposium on Paper Kites", sites=("ai_deadlines",))
    told = world.sites.find(number)
    to_come = tuple(replace(due, at=None) for due in told.dues)
    world.sites.edit(number, dues=to_come)
    world.sites.add(replace(told, id=0, sites=frozenset({"elra"})))
    world.succeed()
    sources = "SELECT source, due_at IS NULL FROM deadlines WHERE series LIKE 'latudo%' AND kind = 'submission'"
    assert world.ask(sources) == [("elra", False)]


def test_a_field_is_the_best_source_s_when_sources_differ(world: Any) -> None:
    told = world.sites.find(mokela(world))
    world.sites.edit(mokela(world), sites=frozenset({"elra", "wikicfp"}), city="Kettle Lake", country="Canada")
    world.sites.add(replace(told, id=0, sites=frozenset({"acl_web"}), city="Shiomizaki", country="Japan"))
    world.succeed()
    assert world.ask(f"SELECT place FROM conferences WHERE {KEY}") == [("Shiomizaki, Japan",)]


def test_an_edition_is_marked_and_stays_when_no_source_tells_of_it(world: Any) -> None:
    world.succeed()
    before = world.ask(
        f"SELECT * EXCLUDE (is_listed, version, content_sha256, first_seen_at, changed_at) FROM conferences WHERE {KEY}"
    )
    world.sites.remove(mokela(world))
    world.succeed()
    assert world.ask(f"SELECT is_listed FROM conferences WHERE {KEY}") == [(False,)]
    assert world.ask(f"SELECT DISTINCT is_listed FROM deadlines WHERE {KEY}") == [(False,)]
    assert before == world.ask(
        f"SELECT * EXCLUDE (is_listed, version, content_sha256, first_seen_at, changed_at) FROM conferences WHERE {KEY}"
    )
    counts = world.counts()
    assert world.succeed()["store_conferences"]["updated_conferences"] == 0
    assert world.counts() == counts


def test_two_years_share_nothing_when_the_later_one_appears(world: Any) -> None:
    world.succeed()
    before = world.ask(f"SELECT kind, due_at::VARCHAR FROM deadlines WHERE {KEY} ORDER BY ALL")
    world.sites.next_year(mokela(world))
    said = world.succeed()["store_conferences"]
    assert (said["new_conferences"], said["updated_conferences"], said["moved_deadlines"]) == (1, 0, 0)
    assert world.ask(f"SELECT kind, due_at::VARCHAR FROM deadlines WHERE {KEY} ORDER BY ALL") == before
    assert world.ask(
        "SELECT year, count(*) FROM deadlines WHERE split_part(series, ':', 1) = 'mokela' GROUP BY year ORDER BY year"
    ) == [
        (2028, 4),
        (2029, 4),
    ]


def test_a_run_is_refused_and_nothing_is_asked_when_it_is_for_yesterday(world: Any) -> None:
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    result = world.run(partition=yesterday.isoformat())
    assert not result.success
    assert f"the partition is {yesterday}: launch today's" in world.failure(result)
    assert (world.simulator.request_count, world.said(result)) == (0, {})


def test_one_site_alone_is_read_when_only_it_is_chosen(world: Any) -> None:
    result = world.run(only=["elra_conferences"])
    assert result.success, world.failure(result)
    assert set(world.said(result)) == {"elra_conferences"}
    assert {path for path in world.simulator.requests if path != "/robots.txt"} == {"/elra-events/"}


def test_editions_are_made_of_what_is_known_when_only_they_are_chosen(world: Any) -> None:
    world.run(only=["elra_conferences"])
    asked = world.simulator.request_count
    result = world.run(only=["store_conferences"])
    assert result.success, world.failure(result)
    assert world.said(result)["store_conferences"]["new_conferences"] == 4
    assert world.simulator.request_count == asked
    passed, named = world.verdicts(result)["every_site_is_fresh"]
    assert not passed
    assert "acl_web: never" in named
    assert "elra" not in named


def test_nothing_changes_when_editions_are_made_again_of_the_same_pages(world: Any) -> None:
    world.succeed()
    everything = "SELECT * REPLACE (first_seen_at::VARCHAR AS first_seen_at, changed_at::VARCHAR AS changed_at"
    tables = {
        "conferences": f"{everything}) FROM conferences ORDER BY ALL",
        "deadlines": f"{everything}, due_at::VARCHAR AS due_at) FROM deadlines ORDER BY ALL",
        "sources": f"{everything}, last_seen_at::VARCHAR AS last_seen_at) FROM conference_sources ORDER BY ALL",
    }
    before = {name: world.ask(sql) for name, sql in tables.items()}
    with world.store as store:
        stored = store_editions(store)
    assert (stored.new_conferences, stored.updated_conferences, stored.new_deadlines, stored.moved_deadlines) == (
        0,
    ) * 4
    assert {name: world.ask(sql) for name, sql in tables.items()} == before


def test_only_what_is_new_is_made_when_a_page_in_bronze_can_be_read_further(world: Any) -> None:
    world.succeed()
    before = {name: set(world.rows(name)) for name in ("conferences", "deadlines")}
    world.add("LATUDO", "Symposium on Paper Kites", sites=("elra",))
    [url] = world.simulator.addresses["elra"]
    with urlopen(url) as answer:
        text = json.dumps({"text": answer.read().decode()})
    with duckdb.connect(str(world.folder / "lake.duckdb")) as base:
        changed = "UPDATE raw_conference_pages SET payload = json_merge_patch(payload, ?) WHERE url = ?"
        base.execute(changed, [text, url])
    with world.store as store:
        stored = store_editions(store)
    assert (stored.new_conferences, stored.updated_conferences, stored.moved_deadlines) == (1, 0, 0)
    assert all("latudo" in row[0] for row in set(world.rows("conferences")) - before["conferences"])
    assert before["conferences"] < set(world.rows("conferences"))
    assert before["deadlines"] < set(world.rows("deadlines"))


def test_a_last_day_is_not_kept_when_the_first_day_moves_behind_it(world: Any) -> None:
    world.sites.edit(mokela(world), sites=frozenset({"ai_deadlines"}))
    world.succeed()
    moved = datetime(2028, 9, 4, tzinfo=UTC).date()
    world.sites.edit(mokela(world), starts_date=moved, ends_date=moved)
    world.succeed()
    [(starts, ends)] = world.ask(f"SELECT starts_date, ends_date FROM conferences WHERE {KEY}")
    assert starts == moved
    assert ends in {None, moved}
