"""What rows are made of records, whatever order they come in: pure, without a site or a database."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from techpulse.conference_assets.merge import PRECEDENCE, doubled, editions
from techpulse.conference_assets.rows import Known, conference_rows, deadline_rows, source_rows
from techpulse.conference_assets.slots import Slot, Told, continued, slots_of
from techpulse.conference_client import ConferenceRecord, DeadlineRecord
from techpulse.conference_identity import edition_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
READ_AT = dict.fromkeys(PRECEDENCE, NOON)


def due(kind: Any = "submission", label: str | None = None, *, days: int | None = 0) -> DeadlineRecord:
    at = None if days is None else NOON + timedelta(days=days)
    flag = "TBD" if at is None else None
    precision: Any = None if at is None else "date"
    return DeadlineRecord(kind=kind, label=label, text=f"{at}", at=at, zone=None, precision=precision, flag=flag)


def told(source: Any = "ai_deadlines", title: str = "ACL", **fields: Any) -> ConferenceRecord:
    empty: dict[str, Any] = dict.fromkeys(("full_name", "url", "place", "starts_date", "ends_date", "note"))
    year = fields.get("year", 2026)
    key = f"{title}/{year}"
    rest = {
        "source_key": key,
        "year": 2026,
        "source_url": "http://a.invalid/",
        "subjects": (),
        "deadlines": (),
        "flags": (),
    }
    return ConferenceRecord(source=source, title=title, **{**empty, **rest, **fields})


def known(rows: Iterable[Any], key: Sequence[str]) -> Known:
    """Rows as they come back from the table."""
    back = [{**row, **{name: _text(row.get(name)) for name in ("due_at", "starts_date", "ends_date")}} for row in rows]
    return {tuple(row[name] for name in key): row for row in back}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


EDITION = ("series", "year", "track")
DEADLINE = (*EDITION, "kind", "slot")

DUES = st.builds(
    due,
    st.sampled_from(["abstract", "submission", "notification", "other"]),
    st.sampled_from([None, "Paper", "Paper (extended)", "Round 1", "Round 2"]),
    days=st.none() | st.integers(0, 40),
)
RECORDS = st.builds(
    told,
    st.sampled_from(PRECEDENCE),
    st.sampled_from(["ACL", "EMNLP", "The ACL", "ACL (Industry Track)"]),
    year=st.integers(2024, 2027),
    source_key=st.sampled_from("abc"),
    source_url=st.sampled_from(["http://a.invalid/", "http://b.invalid/"]),
    place=st.none() | st.sampled_from(["Port Lantern", "Kettle Lake"]),
    starts_date=st.none() | st.just(date(2026, 7, 1)),
    subjects=st.lists(st.sampled_from(["NLP", "ML"]), max_size=2).map(tuple),
    deadlines=st.lists(DUES, max_size=4).map(tuple),
)


def rows_of(records: Iterable[ConferenceRecord], **before: Any) -> list[list[Any]]:
    merged, strays = editions(records)
    conferences = list(conference_rows(merged, known=before.get("conferences", {}), version=1))
    deadlines = list(deadline_rows(merged, known=before.get("deadlines", {}), version=1))
    return [conferences, deadlines, list(source_rows(merged, read_at=READ_AT, version=1)), strays]


@given(records=st.lists(RECORDS, max_size=8), data=st.data())
def test_rows_are_the_same_when_records_come_in_any_order_and_again(
    records: list[ConferenceRecord], data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(records), max_size=3)) if records else []
    assert rows_of(data.draw(st.permutations(records + again))) == rows_of(records)


@given(records=st.lists(RECORDS, max_size=8))
def test_every_deadline_is_one_that_a_record_of_its_own_edition_tells(records: list[ConferenceRecord]) -> None:
    mine: dict[tuple[object, ...], set[object]] = {}
    for record in records:
        edition = edition_of(record.title, year=record.year)
        assert edition is not None
        some = mine.setdefault((edition.series, edition.year, edition.track), set())
        some |= {(record.source, each.kind, each.text, each.at) for each in record.deadlines}
    conferences, deadlines, sources, _ = rows_of(records)
    for row in deadlines:
        assert (row["source"], row["kind"], row["text"], row["due_at"]) in mine[tuple(row[name] for name in EDITION)]
    keys = [tuple(row[name] for name in DEADLINE) for row in deadlines]
    assert len(keys) == len(set(keys))
    assert {tuple(row[name] for name in EDITION) for row in (*conferences, *sources)} == mine.keys()


@given(records=st.lists(RECORDS, max_size=8))
def test_no_row_differs_when_the_same_records_are_stored_again(records: list[ConferenceRecord]) -> None:
    conferences, deadlines, *_ = rows_of(records)
    before = {"conferences": known(conferences, EDITION), "deadlines": known(deadlines, DEADLINE)}
    assert rows_of(records, **before)[:2] == [conferences, deadlines]


@given(records=st.lists(RECORDS, max_size=6), later=st.lists(RECORDS, max_size=6))
def test_nothing_that_is_known_is_lost_whatever_sources_tell_later(
    records: list[ConferenceRecord], later: list[ConferenceRecord]
) -> None:
    conferences, deadlines, *_ = rows_of(records)
    before = {"conferences": known(conferences, EDITION), "deadlines": known(deadlines, DEADLINE)}
    new_conferences, new_deadlines, *_ = rows_of(later, **before)
    after = {**before["conferences"], **known(new_conferences, EDITION)}
    for key, row in before["conferences"].items():
        assert all(after[key][name] for name in ("title", "place", "starts_date", "subjects") if row[name]), key
    keys = [tuple(row[name] for name in DEADLINE) for row in new_deadlines]
    assert len(keys) == len(set(keys))
    listed = {key for key, row in {**before["deadlines"], **known(new_deadlines, DEADLINE)}.items() if row["is_listed"]}
    assert len(listed) == len(rows_of(later)[1])


@given(dues=st.lists(DUES, max_size=6), before=st.lists(DUES, max_size=6))
def test_each_deadline_has_a_slot_of_its_own_and_kind_whatever_was_known(
    dues: list[DeadlineRecord], before: list[DeadlineRecord]
) -> None:
    def slots(some: list[DeadlineRecord]) -> dict[Slot, DeadlineRecord]:
        kinds = dict.fromkeys(each.kind for each in some)
        return dict(pair for kind in kinds for pair in slots_of(kind, [each for each in some if each.kind == kind]))

    was = {slot: Told(each.label, _text(each.at)) for slot, each in slots(before).items()}
    found = continued(slots(dues), was)
    assert len(set(found.values())) == len(found) == len(dues)
    assert all(own.kind == slot.kind for own, slot in found.items())


def test_the_deadline_moves_when_its_label_says_that_it_is_extended() -> None:
    rounds = (due(label="Round 1", days=1), due(label="Round 2", days=20))
    before = known(rows_of([told(deadlines=rounds)])[1], DEADLINE)
    extended = (rounds[0], due(label="Round 2 – extended", days=27))
    after = rows_of([told(deadlines=extended)], deadlines=before)[1]
    assert {row["slot"]: (row["due_at"], row["is_listed"]) for row in after} == {
        "round_1": (NOON + timedelta(days=1), True),
        "round_2": (NOON + timedelta(days=27), True),
    }


def test_a_deadline_goes_on_when_others_of_its_kind_appear_beside_it() -> None:
    before = known(rows_of([told(deadlines=(due(label="Paper", days=1),))])[1], DEADLINE)
    both = (due(label="Paper", days=1), due(label="Tutorials", days=1))
    after = rows_of([told(deadlines=both)], deadlines=before)[1]
    assert {(row["slot"], row["label"], row["is_listed"]) for row in after} == {
        ("", "Paper", True),
        ("tutorials", "Tutorials", True),
    }


def test_a_deadline_goes_on_when_it_is_told_at_the_same_moment_by_another_label() -> None:
    before = known(rows_of([told(deadlines=(due(label="Round 1", days=1), due(label="Round 2", days=9)))])[1], DEADLINE)
    anew = (due(label="Cycle A", days=1), due(label="Cycle B", days=9))
    after = rows_of([told(deadlines=anew)], deadlines=before)[1]
    assert {(row["slot"], row["label"]) for row in after} == {("round_1", "Cycle A"), ("round_2", "Cycle B")}


def test_each_kind_is_the_best_source_s_that_knows_a_date() -> None:
    best = told("ai_deadlines", deadlines=(due(days=None), due("abstract", days=3)))
    poorer = told("wikicfp", deadlines=(due(days=7), due("abstract", days=4), due("notification", days=None)))
    rows = rows_of([poorer, best])[1]
    assert {(row["kind"], row["source"], row["flag"]) for row in rows} == {
        ("submission", "wikicfp", None),
        ("abstract", "ai_deadlines", None),
        ("notification", "wikicfp", "TBD"),
    }


def test_a_doubt_is_gone_when_no_source_has_it_any_more() -> None:
    before = known(rows_of([told(flags=("ends before it starts",))])[0], EDITION)
    [row] = rows_of([told()], conferences=before)[0]
    assert row["flags"] is None


def test_a_last_day_is_never_of_other_days_than_the_first() -> None:
    best = told("ai_deadlines", starts_date=date(2026, 9, 1))
    poorer = told("wikicfp", starts_date=date(2026, 7, 1), ends_date=date(2026, 7, 4))
    [row] = rows_of([best, poorer])[0]
    assert (row["starts_date"], row["ends_date"]) == (date(2026, 9, 1), None)
    [agreed] = rows_of([told("ai_deadlines", starts_date=date(2026, 7, 1)), poorer])[0]
    assert agreed["ends_date"] == date(2026, 7, 4)


def test_the_last_day_that_was_known_is_dropped_when_the_first_day_moves() -> None:
    before = known(rows_of([told(starts_date=date(2026, 7, 1), ends_date=date(2026, 7, 4))])[0], EDITION)
    [same] = rows_of([told(starts_date=date(2026, 7, 1))], conferences=before)[0]
    [moved] = rows_of([told(starts_date=date(2026, 9, 1))], conferences=before)[0]
    assert (same["ends_date"], moved["ends_date"]) == ("2026-07-04", None)


def test_the_order_is_no_matter_when_two_records_of_one_key_and_page_differ() -> None:
    one, other = (
        told(place="Port Lantern", deadlines=(due(days=1),)),
        told(place="Kettle Lake", deadlines=(due(days=2),)),
    )
    assert rows_of([one, other]) == rows_of([other, one])


def test_an_edition_is_doubled_when_one_source_has_it_under_two_keys() -> None:
    records = [
        told(source_key="a"),
        told(source_key="b"),
        told("wikicfp", source_key="c"),
        told("wikicfp", source_key="c"),
    ]
    assert [(edition.series, source) for edition, source in doubled(editions(records)[0])] == [("acl", "ai_deadlines")]


def test_what_is_known_stays_when_what_a_source_tells_cannot_be_read() -> None:
    conferences, deadlines, *_ = rows_of([told(place="Port Lantern", deadlines=(due(days=1),))])
    merged, _ = editions([told("wikicfp", place="Kettle Lake", deadlines=(due(days=9),)), told("wikicfp", "EMNLP")])
    silent = PRECEDENCE[:1]
    rows = list(conference_rows(merged, known=known(conferences, EDITION), version=2, silent=silent))
    assert [row["series"] for row in rows] == ["emnlp"]
    assert not list(deadline_rows(merged, known=known(deadlines, DEADLINE), version=2, silent=silent))
