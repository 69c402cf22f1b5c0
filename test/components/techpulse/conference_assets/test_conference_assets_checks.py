"""When each check passes, and when it does not: over made-up sites, and over tables that are written here."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from techpulse.conference_assets.checks import check_results, stale_sites, thin_sites
from techpulse.conference_assets.editions import store_editions


def verdicts(world: Any) -> dict[str, tuple[bool, str]]:
    """Of each check, after a run that succeeds, whether it passed, and what it names."""
    result = world.run()
    assert result.success, world.failure(result)
    return dict(world.verdicts(result))


def first(world: Any) -> Any:
    return world.sites.told_by()[0]


def test_every_check_passes_when_all_is_well_and_what_is_to_come_is_no_fault(world: Any) -> None:
    told = first(world)
    world.sites.edit(told.id, dues=tuple(replace(due, at=None) for due in told.dues))
    found = verdicts(world)
    assert {passed for passed, _ in found.values()} == {True}, found
    assert len(found) == 7


def test_checks_name_what_is_wrong_when_something_is(world: Any) -> None:
    early = datetime.combine(date(2028, 6, 20), datetime.min.time())
    late = world.add("LATUDO", "Symposium on Paper Kites", sites=("chairing_tool", "ai_deadlines"))
    world.sites.edit(late, dues=tuple(replace(due, at=early) for due in world.sites.find(late).dues))
    unread = world.add("DOFYRI", "Conference on Rain Gauges", sites=("ai_deadlines",))
    world.sites.edit(unread, dues=tuple(replace(due, zone="Nowhere/Atlantis") for due in world.sites.find(unread).dues))
    for _ in range(2):
        world.add("NEPISU", "Conference on Night Trains", sites=("ai_deadlines",))
    found = verdicts(world)
    for name, culprit in (
        ("no_deadline_is_after_its_event", "LATUDO 2028"),
        ("every_deadline_can_be_told", "DOFYRI 2028"),
        ("no_edition_is_doubled", "nepisu"),
    ):
        passed, named = found[name]
        assert not passed, name
        assert culprit in named, named


def test_a_site_is_named_when_all_that_it_tells_now_is_over(world: Any) -> None:
    assert verdicts(world)["no_site_has_only_past_events"][0]
    with world.store as store:
        [past] = [
            each
            for each in check_results(store, store_editions(store), now=datetime(2029, 1, 1, tzinfo=UTC))
            if each.check_name == "no_site_has_only_past_events"
        ]
    assert not past.passed
    for nth, told in enumerate(world.sites.told_by("elra")):
        world.sites.edit(told.id, sites=told.sites - {"elra"})
        world.add(f"SUMOKE{'ABCD'[nth]}", f"Conference on Bell Ringing {'ABCD'[nth]}", year=2025, sites=("elra",))
    assert verdicts(world)["no_site_has_only_past_events"] == (False, "elra")


def test_a_site_is_stale_when_its_last_complete_load_is_more_than_25_hours_old(world: Any) -> None:
    world.succeed()
    now = datetime.now(UTC)
    with world.store as store:
        assert stale_sites(store, now=now + timedelta(hours=24, minutes=50)) == []
        assert len(stale_sites(store, now=now + timedelta(hours=25, minutes=10))) == 5


def test_a_site_is_named_when_it_tells_of_a_fifth_less_than_usual(world: Any) -> None:
    for nth in range(6):
        world.add(f"SUMOKE{'ABCDEF'[nth]}", f"Conference on Bell Ringing {'ABCDEF'[nth]}", sites=("elra",))
    for _ in range(2):
        assert verdicts(world)["every_site_tells_as_much_as_usual"] == (True, "none")
    told = world.sites.told_by("elra")
    for each in told[: len(told) * 3 // 10]:
        world.sites.edit(each.id, sites=each.sites - {"elra"})
    passed, named = verdicts(world)["every_site_tells_as_much_as_usual"]
    assert (passed, named) == (False, f"elra: {len(told) - len(told) * 3 // 10}, usually {len(told)}")
    with world.store as store:
        assert len(thin_sites(store, now=datetime.now(UTC))) == 1
