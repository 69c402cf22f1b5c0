"""A whole post as a record: all fields together, and posts that are out to do harm."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techpulse.job_post_parser import JobPost, Salary, Taxonomy, parse_post

NOTHING_KNOWN = Taxonomy.from_rows([])
BARRED = (
    "Blue Fox (YC S15) | Senior Go Engineer, Product Designer | Berlin or Lyon, France | REMOTE (EU) or ONSITE | "
    "Full-time | "
    '€70-90k + equity | VISA<p>We make boxes. See <a href="https:&#x2F;&#x2F;bluefox.example&#x2F;jobs" rel="nofollow">'
    "https:&#x2F;&#x2F;bluefox.example...</a> or write to jobs@bluefox.example"
)
FREE = (
    "<p>Portland, OR - Rails Developer - Acme</p>"
    "<p>Full time or internship, no remote. We raised $3M. name at acme dot com</p>"
)
WORST = {
    "one line": "a" * 100_000,
    "bars": "|" * 100_000,
    "dashes": " - " * 33_000,
    "spaces": " " * 99_999 + "x",
    "links": '<a href="' * 11_000,
    "closed links": '<a href="x">' * 8_000,
    "tags": "<" * 100_000,
    "tags of tags": "<b" * 50_000,
    "entities": "&amp;" * 20_000,
    "ampersands": "&" * 100_000,
    "money": "$1" * 50_000,
    "figures": "1,000" * 20_000,
    "thousands": "10k-" * 25_000,
    "mailboxes": "a@" * 50_000,
    "hosts": "a@1.1" * 20_000,
    "brackets": "http://a" + ")" * 99_000,
    "open brackets": "(" * 100_000,
    "refusals": "no " * 33_000 + "remot",
    "remote": "remote " * 14_000,
    "visas": "no visa " * 12_000,
    "capitals": "Acme " * 20_000,
    "places": "Berlin, " * 12_000,
    "in places": "based in Berlin " * 6_000,
    "lines": "\n" * 100_000,
    "bullets": "- Engineer\n" * 9_000,
    "controls": "\x00\u202e\u200b" * 33_000,
    "names": "A.B&" * 25_000,
}


def parsed(html: str) -> JobPost:
    return parse_post(html, NOTHING_KNOWN)


def test_every_field_is_read_when_bars_set_them_apart() -> None:
    post = parsed(BARRED)
    assert (post.company, post.company_key, post.is_job) == ("Blue Fox", "bluefox", True)
    assert post.roles == ("Senior Go Engineer", "Product Designer")
    assert (post.locations, post.countries) == (("Berlin", "Lyon, France"), ("DE", "FR"))
    assert (post.remote, post.remote_region, post.visa) == ("yes", "EU", True)
    assert (post.employment_types, post.is_internship) == (("full_time",), False)
    assert (post.salary, post.has_equity) == (Salary(70_000, 90_000, "EUR", "year"), True)
    assert (post.urls, post.has_email) == (("https://bluefox.example/jobs",), True)


def test_places_are_found_when_the_head_shuns_capitals() -> None:
    post = parsed("acme | engineers | san francisco or berlin | in person")
    assert (post.locations, post.countries) == (("san francisco", "berlin"), ("DE", "US"))


def test_every_field_is_read_when_a_post_is_free_of_form() -> None:
    post = parsed(FREE)
    assert (post.company, post.roles, post.countries) == ("Acme", ("Rails Developer",), ("US",))
    assert (post.remote, post.salary, post.has_email) == ("no", None, True)
    assert (post.employment_types, post.is_internship) == (("full_time", "internship"), True)


@pytest.mark.parametrize(
    "html",
    [
        "I need a job",
        "Why are all replies flagged?",
        "Location: Springwell<p>Remote: yes<p>Willing to relocate: no<p>R&eacute;sum&eacute;&#x2F;CV: on request",
        "I'm looking for a job as a Go developer, my resume is online",
        "",
    ],
)
def test_a_post_offers_nothing_when_it_asks_or_remarks(html: str) -> None:
    post = parsed(html)
    assert (post.is_job, post.company, post.countries, post.remote, post.salary) == (False, None, (), None, None)


@pytest.mark.parametrize(
    "html", ["Acme is hiring engineers", "Springwell, OH<p>Client side developer", "Acme | Go | Berlin"]
)
def test_a_post_offers_work_when_it_is_short(html: str) -> None:
    assert parsed(html).is_job


@given(st.text(alphabet=st.characters() | st.sampled_from("<>&;|-()$€k0123456789@./ \n\ud800\u202e\x00"), max_size=300))
def test_nothing_is_raised_when_a_text_is_anything(html: str) -> None:
    post = parsed(html)
    post.text.encode("utf-8")
    assert (post.company is None) == (post.company_key is None)
    assert list(post.countries) == sorted(set(post.countries))


PIECES = st.sampled_from(
    ["Acme", "|", "Senior Go Engineer", "Berlin", "Paris, TX", "REMOTE (EU)", "not remote", "hybrid", "onsite", "—",
     "\n", "<p>", "&amp;", "\x00", "\ud800", "İ", "80k", "$120k", "120 k", "€70-90k", "EUR 50.000", "5 euros", "-",
     "jane [at] acme dot com", "visa", "equity", "coop", "intern", "temporary role", "rails5", "•", " // ", "n/a"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25), st.sampled_from(["", " ", ", "]))
def test_nothing_is_raised_when_pieces_of_posts_come_in_any_order(pieces: list[str], between: str) -> None:
    parsed(between.join(pieces)).text.encode("utf-8")


@given(
    st.lists(st.sampled_from(BARRED.split(" | ")), max_size=9),
    st.sampled_from([" | ", "|", " - ", "\n", "<p>", " — ", "; "]),
)
def test_what_is_read_stands_in_the_text_when_fields_come_in_any_order(fields: list[str], separator: str) -> None:
    post = parsed(separator.join(fields))
    assert all(place in " ".join(post.text.split()) for place in post.locations)
    assert not post.company or post.company.casefold() in post.text.casefold()


@pytest.mark.parametrize("text", WORST.values(), ids=WORST)
def test_time_grows_with_the_text_when_it_is_built_to_be_slow(text: str) -> None:
    parsed(text)
    start = time.thread_time()
    parsed(text)
    assert time.thread_time() - start < 1.0, "a tenth of a second is usual on a busy machine"
