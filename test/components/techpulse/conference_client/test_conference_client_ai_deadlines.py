"""ai-deadlines' YAML, in both of its forms and in all that people make of them."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TypeAlias

import pytest

from techpulse.conference_client import ConferenceRecord, UnknownPageError
from techpulse.conference_client.kinds import kind_of
from techpulse.conference_client.records import Parsed

Parsing: TypeAlias = Callable[..., Parsed]

OLDER = """---
- title: KITES
  hindex: 12
  year: 2022
  id: kites22
  full_name: Symposium on Kites
  link: https://kites.example.org/2022/
  deadline: '2021-10-15 11:59:00'
  abstract_deadline: '2021-10-08 11:59:00'
  timezone: America/New_York
  place: Lisbon,  Portugal
  date: March 30 - April 1, 2022
  sub: [ML, CV]
  note: '<b>NOTE</b>: abstracts are <a href="https://kites.example.org">mandatory</a>.<br>No excuses &amp; no tears.'
"""
NEWER = """
- title: KITES
  year: 2026
  id: kites26
  full_name: Symposium on Kites
  link: https://kites.example.org/2026/
  deadlines:
    - type: abstract
      label: Abstract submission
      date: '2026-01-28 23:59:59'
      timezone: AoE
    - {type: paper, label: Paper submission, date: 2026-02-04 23:59:59, timezone: UTC-12}
    - type: camera-ready
      label: Camera-ready version
      date: '2026-05-01'
      timezone: Europe/Berlin
  city: Lisbon
  country: Portugal
  venue: House of Winds
  date: July 2 - 7, 2026
  start: 2026-07-02
  end: '2026-07-07'
  tags:
  - machine-learning
  - wind
"""


def only(parsed: Parsing, text: str) -> ConferenceRecord:
    (record,) = parsed("ai_deadlines", text).records
    return record


def entry(lines: str) -> str:
    return "- title: KITES\n  year: 2026\n" + "".join(f"  {line}\n" for line in lines.strip().splitlines())


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc] # six numbers at most


def test_every_field_is_read_when_form_is_the_older_one(parsed: Parsing) -> None:
    record = only(parsed, OLDER)
    assert (record.title, record.full_name, record.year) == ("KITES", "Symposium on Kites", 2022)
    assert record.source_key == "kite/KITES/2022"
    assert (record.place, record.subjects) == ("Lisbon, Portugal", ("ML", "CV"))
    assert (record.starts_date, record.ends_date) == (date(2022, 3, 30), date(2022, 4, 1))
    assert record.note == "NOTE: abstracts are mandatory. No excuses & no tears."
    assert {each.kind: each.at for each in record.deadlines} == {
        "abstract": utc(2021, 10, 8, 15, 59),
        "submission": utc(2021, 10, 15, 15, 59),
    }
    assert {each.zone for each in record.deadlines} == {"America/New_York"}
    assert record.flags == ()


def test_every_field_is_read_when_form_is_the_newer_one(parsed: Parsing) -> None:
    record = only(parsed, NEWER)
    assert (record.place, record.subjects) == ("Lisbon, Portugal", ("machine-learning", "wind"))
    assert (record.starts_date, record.ends_date) == (date(2026, 7, 2), date(2026, 7, 7))
    assert [(each.kind, each.text, each.at, each.zone, each.precision) for each in record.deadlines] == [
        ("abstract", "2026-01-28 23:59:59", utc(2026, 1, 29, 11, 59, 59), "AoE", "minute"),
        ("submission", "2026-02-04 23:59:59", utc(2026, 2, 5, 11, 59, 59), "UTC-12", "minute"),
        ("camera_ready", "2026-05-01", utc(2026, 5, 1, 21, 59, 59), "Europe/Berlin", "date"),
    ]


def test_no_deadline_comes_twice_when_an_entry_has_both_forms(parsed: Parsing) -> None:
    both = NEWER + "  deadline: '2026-02-04 23:59:59'\n  abstract_deadline: '2026-01-28 23:59:59'\n  timezone: UTC-12\n"
    assert only(parsed, both) == only(parsed, NEWER)


def test_list_is_believed_and_a_flag_tells_when_both_forms_differ(parsed: Parsing) -> None:
    record = only(parsed, NEWER + "  deadline: '2026-02-11 23:59:59'\n")
    assert record.deadlines == only(parsed, NEWER).deadlines
    assert record.flags == ("deadline says otherwise: 2026-02-11 23:59:59",)


def test_older_key_adds_its_kind_when_the_list_has_none_of_it(parsed: Parsing) -> None:
    record = only(parsed, NEWER + "  final_decision_date: '2026-04-04'\n")
    assert [each.kind for each in record.deadlines] == ["abstract", "submission", "camera_ready", "notification"]


def test_all_are_deadlines_when_the_older_key_is_a_list(parsed: Parsing) -> None:
    record = only(parsed, entry("deadline: ['2026-02-04', 'TBA', 'soon']"))
    assert [(each.text, each.flag) for each in record.deadlines] == [
        ("2026-02-04", None),
        ("TBA", "TBD"),
        ("soon", "unreadable"),
    ]


def test_zone_is_anywhere_on_earth_when_none_is_written(parsed: Parsing) -> None:
    (deadline,) = only(parsed, entry("deadline: '2026-02-04 12:00'")).deadlines
    assert (deadline.at, deadline.zone) == (utc(2026, 2, 5, 0, 0), None)


def test_entry_tells_the_zone_when_an_item_of_its_list_has_none(parsed: Parsing) -> None:
    (deadline,) = only(
        parsed, entry("timezone: UTC\ndeadlines:\n  - {type: paper, date: '2026-02-04 12:00'}")
    ).deadlines
    assert (deadline.at, deadline.zone) == (utc(2026, 2, 4, 12, 0), "UTC")


@pytest.mark.parametrize(
    ("lines", "flags"),
    [
        ("start: 2026-07-07\nend: 2026-07-02", ("ends before it starts",)),
        ("start: 2025-07-02\nend: 2025-07-07", ("starts in another year",)),
        ("link: javascript:alert(1)", ("link is no web address",)),
        ("place: Lisbon\nplace: Porto", ("place is written twice",)),
        ("deadlines: soon", ("deadlines is no list",)),
        ("deadlines: [soon]", ("a deadline can't be read, or stands twice",)),
    ],
)
def test_flag_says_what_is_doubtful_when_an_entry_has_a_slip(
    parsed: Parsing, lines: str, flags: tuple[str, ...]
) -> None:
    assert only(parsed, entry(lines)).flags == flags


def test_record_has_no_year_and_says_so_when_none_is_written(parsed: Parsing) -> None:
    record = only(parsed, "- {title: KITES, id: kites26, deadline: TBA}")
    assert (record.year, record.flags) == (None, ("no year",))


def test_days_are_read_when_their_key_is_misspelt(parsed: Parsing) -> None:
    assert only(parsed, entry("data: July 2-7, 2026")).ends_date == date(2026, 7, 7)


def test_scalars_stay_as_written_when_yaml_would_make_something_else_of_them(parsed: Parsing) -> None:
    text = "- {title: NO, year: '2026', full_name: 1e3, place: 12:30:45, start: 2026-07-02, note: 0x1F, venue: ~}"
    record = only(parsed, text)
    assert (record.title, record.full_name, record.place, record.note) == ("NO", "1e3", "12:30:45", "0x1F")
    assert record.starts_date == date(2026, 7, 2)


def test_others_stand_when_an_entry_can_not_be_read(parsed: Parsing) -> None:
    found = parsed("ai_deadlines", NEWER + "- just a text\n- {year: 2026, id: kites27}\n- [1, 2]\n")
    assert [record.title for record in found.records] == ["KITES"]
    assert [(each.key_text, each.reason) for each in found.malformed] == [
        ("kite/?", "not a mapping"),
        ("kite/kites27", "no title"),
        ("kite/?", "not a mapping"),
    ]


def test_keys_differ_when_ids_repeat(parsed: Parsing) -> None:
    text = "".join(f"- {{title: KITES, year: {year}, id: kites, deadline: TBA}}\n" for year in (2025, 2026, 2026))
    keys = [record.source_key for record in parsed("ai_deadlines", text).records]
    assert keys == ["kite/KITES/2025", "kite/KITES/2026", "kite/KITES/2026#2"]


def test_key_names_the_file_when_its_address_is_quoted(parsed: Parsing) -> None:
    (record,) = parsed("ai_deadlines", NEWER, url="https://raw.example.org/x/ruleml%2Brr.yml?ref=main").records
    assert record.source_key == "ruleml+rr/KITES/2026"


@pytest.mark.parametrize(
    ("type_name", "label", "kind"),
    [
        ("paper", "Paper submission", "submission"),
        ("commitment_deadline", "ARR commitment deadline", "submission"),
        ("final-notification", None, "notification"),
        ("camera-ready", None, "camera_ready"),
        ("registration", "Author registration deadline", "registration"),
        ("registration", "Round 1 Paper Registration", "abstract"),
        ("submission", "Workshop Proposal Submission", "workshop"),
        ("notification", "Workshop notification", "notification"),
        ("rebuttal_and_revision", "Rebuttal and Revision Submission", "other"),
        ("reviewer_registration", "Reviewer registration deadline", "other"),
        ("review_release", "ARR reviews available", "other"),
        ("supplementary", "Supplementary Material Submission", "other"),
        ("something", "Paper submission", "submission"),
        ("something", "Something else", "other"),
        (None, "Abstract deadline", "abstract"),
        (None, None, "other"),
    ],
)
def test_kind_is_the_types_when_its_label_is_not_more_exact(
    type_name: str | None, label: str | None, kind: str
) -> None:
    assert kind_of(type_name, label) == kind


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("- name: Machine Learning\n  sub: ML\n", "none of them a conference"),
        ("[]", "0 entries"),
        ("title: KITES\n", "something else"),
        ("404: Not Found", "something else"),
        ("- {title: KITES", "no YAML"),
        ("- {title: KITES}\n---\n- {title: BOATS}\n", "several documents"),
        ("- &a [x, x]\n- &b [*a, *a]\n- [*b, *b]\n", "aliases"),
        ("[" * 100_000, "nested too deep"),
        ("- " * 100_000, "nested too deep"),
        ("<!DOCTYPE html>\n<html><body>Sign in</body></html>", "YAML"),
    ],
)
def test_page_is_unknown_when_no_conference_can_be_read_from_it(parsed: Parsing, body: str, found: str) -> None:
    with pytest.raises(UnknownPageError, match=found):
        parsed("ai_deadlines", body)


def test_page_is_unknown_when_it_is_sent_as_html(parsed: Parsing) -> None:
    with pytest.raises(UnknownPageError, match="content of type text/html"):
        parsed("ai_deadlines", NEWER, content_type="text/html; charset=utf-8")


def test_tags_mean_nothing_when_yaml_asks_for_objects(parsed: Parsing) -> None:
    record = only(parsed, "- title: !!python/object/apply:os.getcwd []\n  year: 2026\n- {title: KITES, year: 2026}")
    assert record.title == "KITES"
