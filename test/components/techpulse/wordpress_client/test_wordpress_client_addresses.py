"""What is asked of the site: the configured path with its own parameters, ours, and nothing twice."""

from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qsl, urlsplit

import pytest

from techpulse.wordpress_client.addresses import Query, sent

BASE = "https://a.invalid/wp-json/wp/v2/"


@pytest.mark.parametrize("base_url", [BASE, BASE.rstrip("/")])
@pytest.mark.parametrize("path", ["pages", "pages?", "/pages", "pages?&"])
def test_the_address_is_the_same_when_base_and_path_are_joined_in_any_way(base_url: str, path: str) -> None:
    url = Query(base_url, path, {"orderby": "id"}).url(3, width=100)
    assert url == f"{BASE}pages?orderby=id&per_page=100&page=3"


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("pages?status=publish", "status=publish"),
        ("pages?status[]=publish&status[]=a%20b&lang=", "status[]=publish&status[]=a%20b&lang="),
        ("pages?per_page=10&page=7&lang=en&orderby=date&%6Frder=desc", "lang=en"),
    ],
)
def test_the_paths_own_parameters_are_kept_when_they_are_not_ours(path: str, kept: str) -> None:
    ours = "orderby=id&order=asc&per_page=99&page=1"
    url = Query(BASE, path, {"orderby": "id", "order": "asc"}).url(1, width=99)
    assert url == f"{BASE}pages?{kept}&{ours}"


def test_the_address_is_one_query_when_the_base_url_has_one_already() -> None:
    url = Query("https://a.invalid/?rest_route=/wp/v2/", "pages?lang=en", {}).url(1, width=5)
    assert url == "https://a.invalid/?rest_route=/wp/v2/pages&lang=en&per_page=5&page=1"


@pytest.mark.parametrize(
    ("path", "fields", "asked"),
    [
        ("pages", (), None),
        ("pages", ("title", "id", "acf.a"), "id,modified_gmt,title,acf.a"),
        ("pages?_fields=title%2Cslug", (), "id,modified_gmt,title,slug"),
        ("pages?_fields=title", ("slug",), "id,modified_gmt,slug"),
    ],
)
def test_what_decides_is_among_the_fields_when_only_some_are_asked_for(
    path: str, fields: tuple[str, ...], asked: str | None
) -> None:
    query = parse_qsl(urlsplit(Query(BASE, path, {}, fields).url(1, width=5)).query)
    assert [value for name, value in query if name == "_fields"] == ([asked] if asked else [])


def test_a_moment_survives_the_query_when_it_is_sent() -> None:
    query = urlsplit(Query(BASE, "pages", {"modified_after": "2024-11-03T06:30:00+01:00"}).url(1, width=5)).query
    assert dict(parse_qsl(query))["modified_after"] == "2024-11-03T06:30:00+01:00"
    assert "+" not in query


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2024, 11, 3, 6, 30, tzinfo=UTC), "2024-11-03T06:30:00Z"),
        (datetime(2024, 11, 3, 6, 30, 59, 999_999, tzinfo=UTC), "2024-11-03T06:30:59Z"),
        (datetime(2024, 11, 3, 1, 30, tzinfo=timezone(timedelta(hours=-5))), "2024-11-03T06:30:00Z"),
        (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00Z"),
    ],
)
def test_a_moment_is_sent_in_utc_and_whole_seconds_when_it_has_a_zone(moment: datetime, text: str) -> None:
    assert sent(moment) == text


def test_a_moment_is_refused_when_it_has_no_zone() -> None:
    with pytest.raises(ValueError, match="names no zone"):
        sent(datetime(2024, 11, 3))  # noqa: DTZ001 - the case itself
