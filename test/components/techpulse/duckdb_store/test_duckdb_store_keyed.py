"""Tables of one row per key: what is created, updated, unchanged or older, and changes that replay to the table."""

import shutil
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import mkdtemp
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from techpulse.duckdb_store import DuckDBStore, KeyedTable, StoreError

BILLS = KeyedTable(
    "bills",
    "bill_changes",
    key={"session": "VARCHAR", "number": "VARCHAR"},
    tracked={
        "title": "VARCHAR",
        "chapter": "BIGINT",
        "is_law": "BOOLEAN",
        "introduced_date": "DATE",
        "assent_at": "TIMESTAMPTZ",
        "stages": "JSON",
    },
    kept={"enriched_sha256": "VARCHAR"},
)
Row = Mapping[str, object]


def row(number: str = "C-1", *, version: int = 1, **values: object) -> Row:
    blank = dict.fromkeys(BILLS.columns)
    return {**blank, "session": "45-1", "number": number, "version": version, **values}


def replayed(store: DuckDBStore) -> list[tuple[object, ...]]:
    """The table as its changes tell it, each field as text."""
    rows: dict[tuple[object, ...], dict[str, object]] = {}
    for session, number, name, old, new in store.query(
        "SELECT session, number, field, old_value, new_value FROM bill_changes ORDER BY version, seen_at"
    ):
        content = rows.setdefault((session, number), {})
        assert content.get(str(name)) == old
        content[str(name)] = new
    return sorted(tuple(content.get(name) for name in (*BILLS.key, *BILLS.tracked)) for content in rows.values())


def stored(store: DuckDBStore) -> list[tuple[object, ...]]:
    columns = ", ".join(f"{name}::VARCHAR" for name in (*BILLS.key, *BILLS.tracked))
    return sorted(store.query(f"SELECT {columns} FROM bills"))


def test_rows_are_counted_as_created_updated_or_unchanged_when_they_are_sent_again(store: DuckDBStore) -> None:
    assert store.upsert(BILLS, [row("C-1", title="a"), row("C-2", title="b")], load_id=uuid4()) == (2, 0, 0)
    again = [row("C-1", title="a", version=2), row("C-2", title="c", version=2), row("C-3", version=2)]
    assert store.upsert(BILLS, again, load_id=uuid4()) == (1, 1, 1)
    assert store.query("SELECT number, title FROM bills ORDER BY number") == [("C-1", "a"), ("C-2", "c"), ("C-3", None)]


def test_the_counts_stay_what_they_were_when_the_same_call_is_repeated(store: DuckDBStore) -> None:
    load_id = uuid4()
    for _ in range(2):
        assert store.upsert(BILLS, [row(title="a")], load_id=load_id) == (1, 0, 0)
    assert len(store.query("SELECT * FROM bill_changes")) == 3  # session, number, title


def test_each_change_of_a_field_is_told_with_what_it_was_and_the_load_that_brought_it(store: DuckDBStore) -> None:
    store.upsert(BILLS, [row(title="a", chapter=7)], load_id=uuid4())
    load_id = uuid4()
    store.upsert(BILLS, [row(title="a", chapter=8, stages=[{"b": 1, "a": "é"}], version=2)], load_id=load_id)
    told = store.query(
        "SELECT field, old_value, new_value, change, version FROM bill_changes WHERE load_id = ? ORDER BY field",
        [load_id],
    )
    assert told == [
        ("chapter", "7", "8", "updated", 2),
        ("stages", None, '{"a": "é", "b": 1}'.join("[]"), "updated", 2),
    ]


def test_a_row_stays_as_it_is_when_an_older_one_comes_later(store: DuckDBStore) -> None:
    store.upsert(BILLS, [row(title="new", version=5)], load_id=uuid4())
    assert store.upsert(BILLS, [row(title="old", version=4)], load_id=uuid4()) == (0, 0, 0)
    assert store.query("SELECT title, version FROM bills") == [("new", 5)]


def test_kept_columns_are_taken_over_and_are_no_change(store: DuckDBStore) -> None:
    store.upsert(BILLS, [row(title="a")], load_id=uuid4())
    assert store.upsert(BILLS, [row(title="a", enriched_sha256="ff", version=2)], load_id=uuid4()) == (0, 0, 1)
    assert store.query("SELECT enriched_sha256, version FROM bills") == [("ff", 2)]
    assert store.query("SELECT DISTINCT change FROM bill_changes") == [("created",)]


def test_a_row_says_when_it_was_first_seen_and_when_it_changed_last(database: Path) -> None:
    clock = iter(datetime(2026, 1, day, tzinfo=UTC) for day in range(1, 9))
    with DuckDBStore(database, clock=lambda: next(clock)) as store:
        for title in "aab":
            store.upsert(BILLS, [row(title=title)], load_id=uuid4())
        assert store.query("SELECT first_seen_at::DATE::VARCHAR, changed_at::DATE::VARCHAR FROM bills") == [
            ("2026-01-01", "2026-01-03")
        ]


def test_moments_never_run_backwards_when_the_clock_does(database: Path) -> None:
    clock = iter([datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)])
    with DuckDBStore(database, clock=lambda: next(clock)) as store:
        for version, title in enumerate("ab"):
            store.upsert(BILLS, [row(title=title, version=version)], load_id=uuid4())
        assert store.query("SELECT DISTINCT seen_at::DATE::VARCHAR FROM bill_changes") == [("2026-01-02",)]


def test_texts_that_no_database_takes_are_spelt_out(store: DuckDBStore) -> None:
    store.upsert(BILLS, [row(title="a\ud800b", stages=["\udfff\x00"])], load_id=uuid4())
    assert store.query("SELECT title, stages ->> 0 FROM bills") == [("a\\ud800b", "\\udfff\x00")]


def test_a_table_of_an_earlier_version_gets_the_columns_that_it_lacks(store: DuckDBStore) -> None:
    early = KeyedTable("bills", "bill_changes", key=BILLS.key, tracked={"title": "VARCHAR"})
    store.upsert(early, [{"session": "45-1", "number": "C-1", "title": "a", "version": 1}], load_id=uuid4())
    assert store.upsert(BILLS, [row(title="a", version=2)], load_id=uuid4()) == (0, 0, 1)
    assert store.upsert(BILLS, [row(title="a", chapter=3, version=3)], load_id=uuid4()) == (0, 1, 0)
    assert replayed(store) == stored(store)


def test_a_table_that_is_not_ours_is_refused_and_stays_as_it_is(store: DuckDBStore) -> None:
    other = KeyedTable("bills", "bill_changes", key=BILLS.key, tracked={"title": "BIGINT"})
    store.upsert(other, [{"session": "45-1", "number": "C-1", "title": 1, "version": 1}], load_id=uuid4())
    with pytest.raises(StoreError, match=r"bills\.title is BIGINT, not VARCHAR"):
        store.upsert(BILLS, [row()], load_id=uuid4())
    assert store.query("SELECT title FROM bills") == [(1,)]


@pytest.mark.parametrize(
    ("tracked", "complaint"),
    [
        ({"Title": "VARCHAR"}, "'Title'"),
        ({"version": "BIGINT"}, "'version'"),
        ({"title": "BLOB"}, "no column can be BLOB"),
    ],
)
def test_a_table_is_refused_when_a_name_or_a_type_cannot_be(tracked: Mapping[str, str], complaint: str) -> None:
    with pytest.raises(StoreError, match=complaint):
        KeyedTable("bills", "bill_changes", key={"number": "VARCHAR"}, tracked=tracked)


MOMENTS = st.integers(0, 2_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))
SNAPSHOTS = st.fixed_dictionaries(
    {
        "number": st.sampled_from(["C-1", "C-2", "S-1"]),
        "title": st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
        "chapter": st.none() | st.integers(-3, 3),
        "is_law": st.none() | st.booleans(),
        "introduced_date": st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1)),
        "assent_at": st.none() | MOMENTS,
        "stages": st.none() | st.lists(st.dictionaries(st.sampled_from("ab"), st.integers(0, 2)), max_size=2),
    }
)


@settings(max_examples=25, deadline=None)
@given(data=st.data(), snapshots=st.lists(SNAPSHOTS, min_size=1, max_size=6))
def test_any_order_and_repetition_of_snapshots_leads_to_the_same_table_and_changes_replay_to_it(
    data: st.DataObject, snapshots: list[dict[str, object]]
) -> None:
    versions = [{**row(version=version), **snapshot} for version, snapshot in enumerate(snapshots)]
    shuffled = data.draw(st.permutations([*versions, *data.draw(st.lists(st.sampled_from(versions), max_size=3))]))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(shuffled)), max_size=3)) | {len(shuffled)})
    folder = Path(mkdtemp())
    try:
        with DuckDBStore(folder / "straight.duckdb") as straight, DuckDBStore(folder / "shuffled.duckdb") as other:
            for each in versions:
                straight.upsert(BILLS, [each], load_id=uuid4())
            for begin, end in zip([0, *cuts], cuts, strict=False):
                other.upsert(BILLS, shuffled[begin:end], load_id=UUID(int=end))
            assert stored(other) == stored(straight) == replayed(straight) == replayed(other)
    finally:
        shutil.rmtree(folder)
