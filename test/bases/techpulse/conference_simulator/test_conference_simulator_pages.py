"""What the simulator answers, seen from an HTTP client: each site's pages, their versions, and what is refused."""

import http.client
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any, NamedTuple

import pytest
import yaml

from techpulse.conference_simulator import Conference, ConferenceSimulator, ConferenceSites, Due, generate_sites

LISTING = "/repos/huggingface/ai-deadlines/contents/src/data/conferences"
FILES = "/huggingface/ai-deadlines/main/src/data/conferences"
ONE_FILE = "/abhshkdz/ai-deadlines/gh-pages/_data/conferences.yml"
ACL, ELRA, CHAIRING = "/portal/acl_sponsored_events", "/elra-events/", "/conferences"
COOKIE = {"Cookie": "a=b; humans_21909=1"}
KITE = Conference(
    acronym="KITE",
    full_name="Symposium on Kites & Tides",
    year=2027,
    starts_date=date(2027, 7, 27),
    ends_date=date(2027, 8, 1),
    url="https://kite.example.org/?a=1&b=2",
    subjects=("robotics", "data mining"),
    ordinal=12,
    note="It's <new>.",
    dues=(
        Due("abstract", datetime.fromisoformat("2027-01-24T23:59:59")),
        Due("submission", datetime.fromisoformat("2027-01-31T23:59:59")),
        Due("notification", None),
    ),
    id=300_001,
)


class Reply(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return unescape(self.body.decode())


@pytest.fixture
def sites() -> ConferenceSites:
    filled = ConferenceSites()
    filled.add(KITE)
    return filled


@pytest.fixture
def simulator(sites: ConferenceSites) -> Iterator[ConferenceSimulator]:
    with ConferenceSimulator(sites) as serving:
        yield serving


def ask(simulator: ConferenceSimulator, path: str, headers: dict[str, str] | None = None) -> Reply:
    connection = http.client.HTTPConnection(simulator.origin.removeprefix("http://"), timeout=5)
    try:
        connection.request("GET", path, headers=headers or {})
        reply = connection.getresponse()
        return Reply(reply.status, reply.headers, reply.read())
    finally:
        connection.close()


def test_listed_files_hold_the_editions_when_they_are_fetched(simulator: ConferenceSimulator) -> None:
    entries = json.loads(ask(simulator, f"{LISTING}?ref=main").body)
    files = [entry for entry in entries if entry["type"] == "file" and entry["name"].endswith(".yml")]
    assert [entry["name"] for entry in files] == ["kite.yml"]
    assert len(entries) == 3
    read = yaml.safe_load(ask(simulator, files[0]["download_url"].removeprefix(simulator.origin)).body)
    dues = [
        ("abstract", "Abstract submission", "2027-01-24 23:59:59"),
        ("paper", "Paper submission deadline", "2027-01-31 23:59:59"),
        ("notification", "Author notification", "TBD"),
    ]
    assert read == [
        {
            "title": "KITE",
            "year": 2027,
            "id": "kite27",
            "link": KITE.url,
            "full_name": KITE.full_name,
            "deadlines": [{"type": kind, "label": label, "date": at, "timezone": "AoE"} for kind, label, at in dues],
            "date": "July 27 - August 1, 2027",
            "start": date(2027, 7, 27),
            "end": date(2027, 8, 1),
            "tags": ["robotics", "data-mining"],
            "city": "Port Lantern",
            "country": "Norway",
            "note": "It's <new>.",
        }
    ]


def test_editions_of_a_series_share_a_file_when_there_are_two(
    simulator: ConferenceSimulator, sites: ConferenceSites
) -> None:
    sites.next_year(KITE.id)
    read = yaml.safe_load(ask(simulator, f"{FILES}/kite.yml").body)
    assert [(each["title"], each["year"]) for each in read] == [("KITE", 2027), ("KITE", 2028)]


def test_older_form_holds_all_in_one_file_when_asked_for(simulator: ConferenceSimulator) -> None:
    (read,) = yaml.safe_load(ask(simulator, ONE_FILE).body)
    assert (read["deadline"], read["abstract_deadline"]) == ("2027-01-31 23:59:59", "2027-01-24 23:59:59")
    assert (read["timezone"], read["place"], read["sub"]) == ("UTC-12", "Port Lantern, Norway", ["RO", "DM"])
    assert simulator.one_file_url.endswith(ONE_FILE)


def test_both_forms_are_yaml_when_much_is_made_up() -> None:
    made = generate_sites(conferences=300, seed=7)
    with ConferenceSimulator(made) as simulator:
        older: list[Any] = yaml.safe_load(ask(simulator, ONE_FILE).body)
        names = [entry["name"] for entry in json.loads(ask(simulator, LISTING).body) if entry["name"].endswith("yml")]
        newer = [each for name in names for each in yaml.safe_load(ask(simulator, f"{FILES}/{name}").body)]
    told = {(each.acronym, each.year, each.starts_date) for each in made.told_by("ai_deadlines")}
    for read in (older, newer):
        assert len(read) == len(told)
        assert {(each["title"], each["year"], each["start"]) for each in read} == told


def test_event_takes_two_rows_of_one_colour_when_wikicfp_lists_it(simulator: ConferenceSimulator) -> None:
    text = ask(simulator, "/cfp/call?conference=Data%20Mining").text
    assert re.search(
        r'<tr bgcolor="(#\w{6})">\s*<td rowspan="2" align="left"><a href="/cfp/servlet/event.showcfp\?eventid=300001'
        r'&copyownerid=7">KITE 2027</a></td>\s*<td align="left" colspan="3">The 12th Symposium on Kites & Tides</td>'
        r'.*?</tr>\s*<tr bgcolor="\1">\s*<td align="left">Jul 27, 2027 - Aug 1, 2027</td>\s*'
        r'<td align="left">Port Lantern, Norway</td>\s*<td align="left">Jan 31, 2027 \(Jan 24, 2027\)</td>',
        text,
        re.DOTALL,
    )
    assert "Total of 1 CFPs in 1 pages" in text
    assert "KITE" not in ask(simulator, "/cfp/call?conference=moss").text


def test_pages_lead_from_one_to_the_next_when_a_category_is_long() -> None:
    made = generate_sites(conferences=600, seed=1)
    told = {each.id for each in made.told_by("wikicfp") if "robotics" in each.subjects}
    assert len(told) > 40
    path, seen = "/cfp/call?conference=robotics", []
    with ConferenceSimulator(made) as simulator:
        while path:
            text = ask(simulator, path).text
            seen += [int(number) for number in re.findall(r"eventid=(\d+)&", text)]
            following = re.search(r'href="([^"]+)">next<', text)
            path = following[1] if following else ""
    assert len(seen) == len(told)
    assert set(seen) == told


@pytest.mark.parametrize(("wanted", "rows"), [("kite", 1), ("tides", 1), ("%3Cmoss%3E", 0)])
def test_search_finds_what_is_asked_for_when_there_is_such(
    simulator: ConferenceSimulator, wanted: str, rows: int
) -> None:
    reply = ask(simulator, f"/cfp/servlet/tool.search?q={wanted}&year=a")
    assert "Matched Call For Papers for" in reply.text
    assert reply.body.count(b'rowspan="2"') == rows
    assert b"<moss>" not in reply.body


def test_event_page_tells_each_deadline_when_it_is_known(simulator: ConferenceSimulator) -> None:
    text = ask(simulator, "/cfp/servlet/event.showcfp?eventid=300001&copyownerid=7").text
    rows = {
        name: re.sub(r"<[^>]*>", "", cell).strip()
        for name, cell in re.findall(r"<th>(.*?)</th>(.*?)</tr>", text, re.DOTALL)
    }
    assert rows == {
        "When": "Jul 27, 2027 - Aug 1, 2027",
        "Where": "Port Lantern, Norway",
        "Abstract Registration Due": "Jan 24, 2027",
        "Submission Deadline": "Jan 31, 2027",
        "Notification Due": "TBD",
    }
    assert f'<a href="{KITE.url}" target="_newtab">' in text
    assert "deleted or does not exist" in ask(simulator, "/cfp/servlet/event.showcfp?eventid=1").text


def test_acl_repeats_the_event_for_each_date_when_its_cookie_is_sent(simulator: ConferenceSimulator) -> None:
    refused = ask(simulator, ACL)
    assert refused.status == 409
    assert b"humans_21909=1" in refused.body
    rows = re.findall(r"<tr>(.*?)</tr>", ask(simulator, ACL, COOKIE).text)[1:]
    cells = [[re.sub("<.*?>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)] for row in rows]
    title = "KITE 2027: Symposium on Kites & Tides"
    days = ["24 Jan 2027", "31 Jan 2027"]
    assert cells == [[title, "", "Port Lantern", "Norway", day, "27 Jul 2027 to 1 Aug 2027"] for day in days]


def test_acl_writes_iso_dates_when_the_id_is_even(simulator: ConferenceSimulator, sites: ConferenceSites) -> None:
    assert sites.next_year(KITE.id) % 2 == 0
    assert "2028-01-30" in ask(simulator, ACL, COOKIE).text


@pytest.mark.parametrize(
    ("path", "written"),
    [
        (ELRA, ["Submission deadline: 31 January 2027", "Notification of acceptance: TBA"]),
        (CHAIRING, ["Submission deadline: 2027-01-31 23:59 AoE", "Notification of acceptance: TBD"]),
    ],
)
def test_deadlines_are_written_out_when_a_portal_tells_of_them(
    simulator: ConferenceSimulator, path: str, written: list[str]
) -> None:
    text = ask(simulator, path).text
    assert [line for line in (*written, "Symposium on Kites & Tides", KITE.place) if line not in text] == []


@pytest.mark.parametrize("path", [LISTING, f"{FILES}/kite.yml", ONE_FILE, ACL, CHAIRING])
def test_page_is_304_just_until_it_changes_when_its_tag_is_known(
    simulator: ConferenceSimulator, sites: ConferenceSites, path: str
) -> None:
    tag = ask(simulator, path, COOKIE).headers["ETag"]
    same = ask(simulator, path, COOKIE | {"If-None-Match": tag})
    assert (same.status, same.body, same.headers["ETag"]) == (304, b"", tag)
    sites.add(replace(KITE, id=0, acronym="MOSS"))
    sites.extend(KITE.id)
    changed = ask(simulator, path, COOKIE | {"If-None-Match": tag})
    assert changed.status == 200
    assert changed.headers["ETag"] != tag


@pytest.mark.parametrize("path", [ACL, ELRA])
def test_page_is_304_just_until_it_changes_when_its_date_is_known(
    simulator: ConferenceSimulator, sites: ConferenceSites, path: str
) -> None:
    seen = ask(simulator, path, COOKIE).headers["Last-Modified"]
    assert ask(simulator, path, COOKIE | {"If-Modified-Since": seen}).status == 304
    sites.extend(KITE.id)
    changed = ask(simulator, path, COOKIE | {"If-Modified-Since": seen})
    assert changed.status == 200
    assert parsedate_to_datetime(changed.headers["Last-Modified"]) > parsedate_to_datetime(seen)


def test_tag_decides_when_a_date_is_sent_too(simulator: ConferenceSimulator) -> None:
    seen = ask(simulator, ACL, COOKIE).headers
    both = {"If-Modified-Since": seen["Last-Modified"], "If-None-Match": '"other"'}
    assert ask(simulator, ACL, COOKIE | both).status == 200


def test_nothing_is_said_of_versions_when_wikicfp_answers(simulator: ConferenceSimulator) -> None:
    reply = ask(simulator, "/cfp/call?conference=robotics", {"If-None-Match": "*", "If-Modified-Since": "x"})
    assert reply.status == 200
    assert not {"etag", "last-modified"} & {name.lower() for name in reply.headers}


def test_robots_txt_is_what_it_is_set_to_when_asked_for(simulator: ConferenceSimulator, sites: ConferenceSites) -> None:
    assert ask(simulator, "/robots.txt").status == 404
    sites.robots = "User-agent: *\nDisallow: /\n"
    assert ask(simulator, "/robots.txt").body == b"User-agent: *\nDisallow: /\n"


@pytest.mark.parametrize("path", ["/", "/nothing", f"{FILES}/moss.yml", f"{FILES}/kite.yml/", "/cfp/", "/elra-events"])
def test_other_paths_are_not_found_when_asked_for(simulator: ConferenceSimulator, path: str) -> None:
    assert ask(simulator, path).status == 404


def test_every_address_answers_when_a_client_begins_there(simulator: ConferenceSimulator) -> None:
    for site, urls in simulator.addresses.items():
        for url in urls:
            assert ask(simulator, url.removeprefix(simulator.origin), COOKIE).status == 200, site
