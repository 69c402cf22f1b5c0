"""Employment, internship, visa, equity, addresses, titles."""

import pytest

from techpulse.job_post_parser.contacts import has_email, urls
from techpulse.job_post_parser.header import read_header
from techpulse.job_post_parser.roles import roles
from techpulse.job_post_parser.terms import employment_types, has_equity, is_internship, visa


@pytest.mark.parametrize(
    ("head", "body", "types"),
    [
        ("acme | full-time", "", ("full_time",)),
        ("acme | ft or contract", "", ("contract", "full_time")),
        ("acme | part time, interns", "", ("internship", "part_time")),
        ("acme | berlin", "a fulltime job for freelancers", ("freelance", "full_time")),
        ("acme | full-time", "we write smart contracts", ("full_time",)),
        ("acme | berlin", "smart contracts on the internet", ()),
        ("acme | berlin", "no contractors please", ()),
    ],
)
def test_employment_is_the_heads_when_it_names_any(head: str, body: str, types: tuple[str, ...]) -> None:
    assert employment_types(head, f"{head}\n{body}") == types


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("summer internship", True), ("interns welcome", True), ("hiring an intern", True),
     ("an international team", False),
     ("internet things", False), ("internal tools", False), ("i was an intern there", False)],
)  # fmt: skip
def test_an_internship_is_offered_when_interns_are_meant(text: str, is_one: bool) -> None:  # noqa: FBT001 - a case's answer
    assert is_internship(text) is is_one


@pytest.mark.parametrize(
    ("text", "sponsored"),
    [
        ("acme | onsite | visa", True),
        ("we sponsor h1b visas", True),
        ("visa sponsorship available", True),
        ("we can sponsor visas and pay relocation", True),
        ("no visa sponsorship", False),
        ("sorry, we cannot sponsor at this time", False),
        ("unable to sponsor visas", False),
        ("you must be authorized to work in the us", False),
        ("we work with visa inc and mastercard", None),
        ("a nice place", None),
    ],
)
def test_a_visa_is_sponsored_when_the_post_says_so(text: str, sponsored: bool | None) -> None:  # noqa: FBT001 - a case's answer
    assert visa(text) is sponsored


@pytest.mark.parametrize(
    ("text", "offered"),
    [("$100k + equity", True), ("stock options", True), ("generous option package", True), ("rsus", True),
     ("a private equity firm", False), ("diversity and equity matter", False),
     ("private equity equity fund", False), ("an option", False)],
)  # fmt: skip
def test_equity_is_offered_when_it_is_a_share(text: str, offered: bool) -> None:  # noqa: FBT001 - a case's answer
    assert has_equity(text) is offered


@pytest.mark.parametrize(
    ("text", "is_given"),
    [
        ("write to jobs@acme.example", True),
        ("jobs [at] acme [dot] example", True),
        ("jobs (at) acme.example", True),
        ("name at acme dot com", True),
        ("name AT acme.example", True),
        ("look at acme.example", False),
        ("Engineer @ Acme", False),
        ("meet us at noon", False),
    ],
)
def test_an_email_is_given_when_it_is_plain_or_spelled_out(text: str, is_given: bool) -> None:  # noqa: FBT001 - a case's answer
    assert has_email(text, text.lower()) is is_given


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://acme.example/jobs.", ("https://acme.example/jobs",)),
        ("(https://acme.example/a_(b))", ("https://acme.example/a_(b)",)),
        ("www.acme.example, https://www.acme.example", ("https://www.acme.example", "www.acme.example")),
        ("https://a.example https://a.example", ("https://a.example",)),
        ("http:// nothing", ()),
    ],
)
def test_addresses_are_whole_and_once_when_text_holds_them(text: str, found: tuple[str, ...]) -> None:
    assert urls(text) == found


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("Acme | Senior Go Engineer, Product Designer | Berlin", ("Senior Go Engineer", "Product Designer")),
        ("Acme | Frontend Developer (React) & QA Engineer | REMOTE", ("Frontend Developer", "QA Engineer")),
        (
            "Acme | Berlin | Full-time\n- Data Engineer: pipelines\n- CTO\nWe are engineers who like boxes.",
            ("Data Engineer", "CTO"),
        ),
        ("Acme | Berlin | Full-time", ()),
    ],
)
def test_titles_are_the_heads_when_it_names_any(text: str, titles: tuple[str, ...]) -> None:
    assert roles(read_header(text), company="Acme") == titles
