"""Remote policy: what is offered, refused, or for a part of the time only, by the head before the body."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techpulse.job_post_parser.remote import remote_policy, remote_region


@pytest.mark.parametrize(
    ("head", "policy"),
    [
        ("acme | berlin | remote", "yes"),
        ("acme | remote (us only)", "yes"),
        ("acme | onsite or remote", "yes"),
        ("acme | berlin | onsite, remote-possible", "yes"),
        ("acme | remote or hybrid", "yes"),
        ("acme | work from anywhere", "yes"),
        ("acme | remote friendly", "yes"),
        ("acme | hybrid | london", "hybrid"),
        ("acme | onsite + part remote", "hybrid"),
        ("acme | onsite (partial remote possible)", "hybrid"),
        ("acme | onsite/hybrid", "hybrid"),
        ("acme | berlin, 3 days in office", "hybrid"),
        ("acme | berlin | onsite", "no"),
        ("acme | berlin | on-site", "no"),
        ("acme | berlin | no remote", "no"),
        ("acme | berlin (sorry, not remote)", "no"),
        ("remote: no | berlin", "no"),
        ("acme | berlin | in-office", "no"),
        ("acme | berlin | local only", "no"),
        ("acme | hybrid remote, lyon", "hybrid"),
        ("acme | hybrid-mostly remote", "hybrid"),
        ("acme | hybrid (remote/lyon)", "hybrid"),
        ("acme | lyon | onsite (up to 40% remote)", "hybrid"),
        ("acme | lyon | on-site (2-3 days/week)", "hybrid"),
        ("acme | lyon | in-office, with some flexibility", "hybrid"),
        ("acme | lyon and distributed | baker", "yes"),
        ("acme | lyon | onsite, remove", "yes"),
        ("acme | lyon | onsite, 5 days in office", "no"),
        ("acme | lyon | local candidates only", "no"),
        ("acme | lyon | office based", "no"),
        ("remote: sorry, no remote work", "no"),
        ("acme | lyon | distributed systems baker", None),
        ("acme | remote sensing engineer | berlin", None),
        ("acme | berlin | go", None),
    ],
)
def test_the_head_tells_the_policy_when_it_says(head: str, policy: str | None) -> None:
    assert remote_policy(head, head) == policy


@pytest.mark.parametrize(
    ("body", "policy"),
    [
        ("all positions are fully remote.", "yes"),
        ("remote is ok for seniors", "yes"),
        ("we're a distributed team", "yes"),
        ("you can work from home", "yes"),
        ("no remote, sorry.", "no"),
        ("we don't offer remote work.", "no"),
        ("this is an on-site position", "no"),
        ("two days from home, else hybrid", "hybrid"),
        ("we make software for remote teams", None),
        ("remote sensing of crops", None),
        ("toys on site, and a hybrid cloud", None),
        ("everyone is working from home", "yes"),
        ("remote and half-time ok", "yes"),
        ("you must be local to lyon", "no"),
        ("oven design for remote mobile interaction", None),
        ("a nice office", None),
        ("we have some remote folk, this desk is in berlin", None),
        ("some remote work", "hybrid"),
        ("baker, onsite\napply by letter", "no"),
        ("keywords: onsite", "no"),
        ("interview process: phone call > onsite\nbaking", None),
    ],
)
def test_the_body_tells_the_policy_when_the_head_does_not(body: str, policy: str | None) -> None:
    assert remote_policy("acme | berlin | go", body) == policy


def test_the_head_is_believed_when_the_body_says_otherwise() -> None:
    assert remote_policy("acme | onsite", "our software is for people who work remotely") == "no"


def test_the_body_is_believed_when_it_opens_to_remote_what_the_head_calls_on_site() -> None:
    assert remote_policy("acme | onsite", "for senior bakers we are open to remote work") == "yes"


@pytest.mark.parametrize(
    "body",
    [
        "flexible hours, telecommuting",
        "feel free to work from home on rainy days",
        "we work remotely on fridays",
        "the role is hybrid, in lyon",
    ],
)
def test_the_work_is_hybrid_when_the_body_grants_days_at_home_and_the_head_says_on_site(body: str) -> None:
    assert remote_policy("acme | onsite", body) == "hybrid"


def test_remote_work_is_possible_when_a_listed_role_is_remote_though_the_head_says_on_site() -> None:
    assert remote_policy("acme | onsite", "other roles:\nmiller, porto, remote\nbaker") == "yes"


def test_the_head_is_believed_when_it_refuses_what_a_body_calls_possible() -> None:
    assert remote_policy("acme | onsite only", "some day remote work is possible") == "no"


def test_the_head_is_believed_when_the_body_refuses_remote_work_elsewhere() -> None:
    assert remote_policy("acme | onsite", "open to remote talks, but no remote work") == "no"


@pytest.mark.parametrize(
    ("head", "region"),
    [
        ("acme | remote (us only)", "US"),
        ("acme | remote (usa)", "US"),
        ("acme | remote us/canada", "US, Canada"),
        ("acme | remote (utc±3)", "UTC±3"),
        ("acme | remote, europe", "EU"),
        ("acme | remote (worldwide)", None),
        ("acme | remote", None),
    ],
)
def test_the_limit_of_remote_work_is_named_when_it_stands_behind(head: str, region: str | None) -> None:
    assert remote_region(head, head) == region


@given(st.text(alphabet="no remt|onsie hybrd,.-\n()", max_size=300))
def test_a_policy_is_one_of_four_when_the_text_is_anything(text: str) -> None:
    assert remote_policy(text, text) in {"yes", "no", "hybrid", None}
