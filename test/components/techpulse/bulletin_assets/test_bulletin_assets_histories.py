"""Any history of a site in any zone: every version that a run found is stored, and what is gone is told to be gone."""

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from techpulse.bulletin_assets.baseline import chosen
from techpulse.bulletin_assets.endpoints import Endpoint
from techpulse.bulletin_assets.ingest import SuspectListingError, ingest_endpoint, sweep_endpoint, watermark
from techpulse.duckdb_store import DuckDBStore
from techpulse.http_client import HttpPolicy
from techpulse.wordpress_client import WordPressClient
from techpulse.wordpress_simulator import WordPressSimulator, WordPressSite

PAGES = Endpoint("pages", "pages")
QUICK = HttpPolicy(attempts=1)
# The clocks go back at 01:00 UTC on 25 October in London and at 06:00 UTC on 1 November in New York; by half an hour
# at 15:00 UTC on 3 April on Lord Howe Island.
AUTUMNS = {
    "America/New_York": datetime(2026, 11, 1, 4, tzinfo=UTC),
    "Europe/London": datetime(2026, 10, 24, 23, tzinfo=UTC),
    "Australia/Lord_Howe": datetime(2027, 4, 3, 13, tzinfo=UTC),
    "UTC": datetime(2026, 11, 1, 4, tzinfo=UTC),
    "Asia/Kolkata": datetime(2026, 12, 31, 23, tzinfo=UTC),
}
STORED = "SELECT raw.payload FROM raw_bulletin_pages AS raw JOIN loads USING (load_id) WHERE status = 'complete'"
CURRENT = "SELECT id, payload FROM current_bulletin_pages"


@dataclass
class Site:
    """A WordPress site whose clock is the true one plus `skew`; steps of a history move both on."""

    zone: str
    skew: timedelta

    def __post_init__(self) -> None:
        self.now = AUTUMNS[self.zone]
        self.content = WordPressSite(zone=self.zone, now=lambda: self.now + self.skew)
        self.edits = 0

    @property
    def payloads(self) -> dict[int, str]:
        return {key: body.decode() for key, body in self.content.payloads("pages").items()}

    def take(self, step: str, which: int) -> None:
        """One step: a minute or many pass, or a page comes, changes or goes."""
        self.edits += 1
        ids = sorted(self.payloads)
        if step == "wait":
            self.now += timedelta(seconds=which)
        elif step == "create" or not ids:
            self.content.create("pages", {"content": {"rendered": f"made {self.edits}", "protected": False}})
        elif step == "edit":
            self.content.edit("pages", ids[which % len(ids)], changes={"title": {"rendered": f"edit {self.edits}"}})
        else:
            self.content.delete("pages", ids[which % len(ids)])


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["wait", "wait", "create", "edit", "edit", "delete", "load", "load"]), st.integers(0, 5_400)
    ),
    max_size=25,
)
ZONES = st.sampled_from(sorted(AUTUMNS))
SKEWS = st.sampled_from([timedelta(0), timedelta(hours=-7), timedelta(days=3), timedelta(seconds=-1)])


def load(client: WordPressClient, store: DuckDBStore) -> None:
    since = chosen(full_refresh=False, last_modified_date=None, watermark=watermark(store, PAGES), exported=None)
    ingest_endpoint(client, store, endpoint=PAGES, baseline=since)


def live_through(site: Site, steps: list[tuple[str, int]]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        WordPressSimulator(site.content) as simulator,
        WordPressClient(simulator.base_url, policy=QUICK) as client,
        DuckDBStore(Path(folder) / "lake.duckdb") as store,
    ):
        for step, which in [*steps, ("load", 0)]:
            if step != "load":
                site.take(step, which)
                continue
            found = set(site.payloads.values())
            load(client, store)
            assert found <= {str(payload) for (payload,) in store.query(STORED)}
        sweep_endpoint(client, store, endpoint=PAGES, most_deleted_share=1.0)
        assert {int(str(key)): str(payload) for key, payload in store.query(CURRENT)} == site.payloads


@pytest.mark.parametrize("histories", [25, pytest.param(500, marks=pytest.mark.long)])
def test_every_version_that_was_current_when_a_run_began_is_stored(histories: int) -> None:
    @settings(max_examples=histories, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(zone=ZONES, skew=SKEWS, steps=STEPS)
    def hold(zone: str, skew: timedelta, steps: list[tuple[str, int]]) -> None:
        live_through(Site(zone, skew), steps)

    hold()


def test_an_edit_in_the_repeated_hour_is_stored_when_the_load_before_read_the_first_pass() -> None:
    site = Site("America/New_York", timedelta(0))
    first_pass = [("create", 0), ("create", 0), ("wait", 105 * 60), ("edit", 0), ("wait", 300), ("load", 0)]
    live_through(site, [*first_pass, ("wait", 20 * 60), ("edit", 1), ("wait", 3600)])


@pytest.mark.parametrize(("made", "deleted"), [(30, 25), (3, 3)])
def test_nothing_is_marked_as_deleted_when_the_site_suddenly_lists_next_to_nothing(
    tmp_path: Path, made: int, deleted: int
) -> None:
    site = Site("UTC", timedelta(0))
    for _ in range(made):
        site.take("create", 0)
    with (
        WordPressSimulator(site.content) as simulator,
        WordPressClient(simulator.base_url, policy=QUICK) as client,
        DuckDBStore(tmp_path / "lake.duckdb") as store,
    ):
        load(client, store)
        for _ in range(deleted):
            site.take("delete", 0)
        with pytest.raises(SuspectListingError, match=f"lacks {deleted} of the {made} known ones; nothing was marked"):
            sweep_endpoint(client, store, endpoint=PAGES, most_deleted_share=0.2)
        assert len(store.query(CURRENT)) == made
