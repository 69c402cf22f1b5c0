"""When a listing is complete: against a site whose content comes and goes between any two of its pages."""

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from techpulse.http_client import BadPayloadError, FetchError, PermanentFetchError, TransientFetchError
from techpulse.wordpress_client import MalformedRecord, WordPressRecord
from techpulse.wordpress_client.paging import MOST_PASSES, WIDEST, Paging
from techpulse.wordpress_client.parse import Page

NOW = datetime(2026, 11, 3, 6, 30, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=1000)
WIDTH = 4
PAST_THE_END = {"code": "rest_post_invalid_page_number", "message": "The page number is too large."}
CHANGES = st.sampled_from(["nothing", "nothing", "delete", "create", "publish", "edit"])


@dataclass
class Site:
    """Records by id with the moment of their last change, served in the manner of WordPress.

    Those withheld are in the total and not in the list. A site that is not counted gives no totals; one that is not
    linked either shows its end by nothing but a short page, and withholds none.
    """

    records: dict[int, datetime]
    withheld: frozenset[int] = frozenset()
    is_counted: bool = True
    is_linked: bool = False
    seconds: int = 0

    def __post_init__(self) -> None:
        if not self.is_counted and not self.is_linked:
            self.withheld = frozenset()

    def page(self, number: int, width: int) -> Page | FetchError:
        ids = sorted(self.records)
        pages = -(-len(ids) // width)
        if number > pages > 0:
            body = json.dumps(PAST_THE_END).encode()
            return PermanentFetchError("GET x: HTTP 400 Bad Request", status=400, body=body)
        shown = [one for one in ids[(number - 1) * width : number * width] if one not in self.withheld]
        return Page(
            tuple(WordPressRecord(one, self.records[one], str(one)) for one in shown),
            total=len(ids) if self.is_counted else None,
            pages=pages if self.is_counted else None,
            has_next=self.is_linked and number < pages,
            sent_at=self.now,
        )

    @property
    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.seconds)

    def change(self, kind: str, *, place: int) -> None:
        """What an editor does; a draft is published with an id that it was given long ago."""
        self.seconds += 1
        ids = sorted(self.records)
        drafts = [one for one in range(1, max(ids, default=1)) if one not in self.records]
        if kind == "create":
            self.records[max(ids, default=0) + 1] = self.now
        elif kind == "publish" and drafts:
            self.records[drafts[place % len(drafts)]] = self.now
        elif kind == "delete" and ids:
            del self.records[ids[place % len(ids)]]
        elif kind == "edit" and ids:
            self.records[ids[place % len(ids)]] = self.now


@dataclass
class Reading:
    """What came of reading a site: all ids handed on, and those that it showed from the first page to the last."""

    paging: Paging = field(default_factory=lambda: Paging("pages", widest=WIDTH))
    found: set[int] = field(default_factory=set)
    shown: set[int] = field(default_factory=set)
    requests: int = 0

    def read(self, site: Site, data: st.DataObject | None = None, *, always: str = "nothing") -> None:
        """Reads the site to its end, in an order and with a change after each page as drawn from `data`."""
        self.shown = site.records.keys() - site.withheld
        is_complete = False
        while not is_complete:
            asked = [1]
            while asked:
                number = asked.pop(data.draw(st.integers(0, len(asked) - 1)) if data else 0)
                asked.extend(self._page(site, number))
                site.change(data.draw(CHANGES) if data else always, place=data.draw(st.integers(0, 30)) if data else 0)
            is_complete = self.paging.is_complete()

    def _page(self, site: Site, number: int) -> Iterable[int]:
        self.requests += 1
        records, further = self.paging.settle(number, site.page(number, self.paging.width))
        self.shown &= site.records.keys()
        self.found.update(record.id for record in records or () if isinstance(record, WordPressRecord))
        return further


def site_of(ids: Iterable[int], withheld: Iterable[int] = ()) -> Site:
    return Site(dict.fromkeys(ids, LONG_AGO), frozenset(withheld))


IDS = st.sets(st.integers(1, 40), max_size=22)
SITES = st.builds(
    Site,
    IDS.map(lambda ids: dict.fromkeys(ids, LONG_AGO)),
    st.frozensets(st.integers(1, 40), max_size=3),
    is_counted=st.booleans(),
    is_linked=st.booleans(),
)


@settings(max_examples=600)
@given(site=SITES, data=st.data())
def test_nothing_shown_all_the_time_is_missed_when_a_changing_site_is_read_to_the_end(
    site: Site, data: st.DataObject
) -> None:
    reading = Reading()
    try:
        reading.read(site, data)
    except TransientFetchError:
        assert reading.paging.passes == MOST_PASSES
    else:
        assert reading.shown <= reading.found


@given(ids=IDS)
def test_one_pass_is_enough_when_a_site_that_counts_is_still(ids: set[int]) -> None:
    reading = Reading()
    reading.read(site_of(ids))
    assert reading.found == ids
    assert (reading.paging.passes, reading.paging.count, reading.paging.total) == (1, len(ids), len(ids))
    assert reading.requests == max(1, -(-len(ids) // WIDTH))


@given(site=SITES)
def test_two_passes_are_enough_when_a_site_is_still(site: Site) -> None:
    reading = Reading()
    reading.read(site)
    assert reading.found == site.records.keys() - site.withheld
    assert reading.paging.passes <= 2


def test_it_is_told_how_many_are_withheld_when_two_passes_lack_the_same(caplog: pytest.LogCaptureFixture) -> None:
    reading = Reading()
    reading.read(site_of(range(1, 11), withheld={5}))
    assert (reading.paging.passes, reading.paging.count, reading.paging.total) == (2, 9, 10)
    assert "counts 10 records and shows 9" in caplog.text


def test_the_pages_are_read_again_when_one_record_went_and_another_came_unseen() -> None:
    site, paging = site_of(range(1, 9)), Paging("pages", widest=WIDTH)
    paging.settle(1, site.page(1, WIDTH))
    site.change("delete", place=0)
    site.change("create", place=0)
    records, _ = paging.settle(2, site.page(2, WIDTH))
    assert [record.id for record in records or () if isinstance(record, WordPressRecord)] == [6, 7, 8, 9]
    assert not paging.is_complete()
    assert paging.width == WIDTH - 1


def test_one_page_is_enough_when_it_holds_what_was_modified_just_now() -> None:
    site = site_of(range(1, 4))
    site.change("edit", place=0)
    reading = Reading()
    reading.read(site)
    assert reading.paging.passes == 1


@pytest.mark.parametrize("change", ["delete", "create"])
def test_a_listing_ends_in_an_error_that_may_pass_when_no_pass_is_still(change: str) -> None:
    site, reading = site_of(range(1, 31)), Reading()
    with pytest.raises(TransientFetchError, match=r"listing pages: none of 3 passes was sound.* try again later"):
        reading.read(site, always=change)
    assert reading.paging.passes == MOST_PASSES


def test_a_page_past_the_end_is_drift_when_the_listing_shrank_meanwhile() -> None:
    site, paging = site_of(range(1, 10)), Paging("pages", widest=WIDTH)
    paging.settle(1, site.page(1, WIDTH))
    for _ in range(2):
        site.change("delete", place=8)
    assert paging.settle(3, site.page(3, WIDTH)) == (None, ())
    assert paging.settle(2, site.page(2, WIDTH))[0]
    assert not paging.is_complete()


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize(
    "error",
    [
        TransientFetchError("GET x: HTTP 503"),
        BadPayloadError("no list", body=b""),
        PermanentFetchError("GET x: HTTP 404 Not Found", status=404),
        PermanentFetchError("GET x: HTTP 400", status=400, body=b'{"code":"rest_invalid_param","message":"no"}'),
    ],
)
def test_the_listing_ends_in_the_error_when_a_page_can_not_be_had(error: FetchError, number: int) -> None:
    paging = Paging("pages")
    with pytest.raises(type(error), match=str(error)):
        paging.settle(number, error)


def test_wordpress_words_are_in_the_error_when_the_first_page_is_past_the_end() -> None:
    body = json.dumps(PAST_THE_END).encode()
    with pytest.raises(PermanentFetchError, match="rest_post_invalid_page_number: The page number") as caught:
        Paging("pages").settle(1, PermanentFetchError("GET x: HTTP 400", status=400, body=body))
    assert (caught.value.status, caught.value.body) == (400, body)


def test_a_listing_is_refused_when_it_claims_to_have_pages_without_end() -> None:
    with pytest.raises(PermanentFetchError, match="999,999,999,999 pages"):
        Paging("pages").settle(1, Page((), total=1, pages=999_999_999_999))


@pytest.mark.parametrize(("total", "pages", "further"), [(250, None, 3), (250, 5, 5), (None, 2, 2), (0, 0, 1)])
def test_all_further_pages_are_asked_for_when_either_header_tells_how_many(
    total: int | None, pages: int | None, further: int
) -> None:
    assert list(Paging("pages").settle(1, Page((), total=total, pages=pages))[1]) == list(range(2, further + 1))


@pytest.mark.parametrize(
    ("count", "has_next", "further"),
    [(WIDEST, False, [2]), (WIDEST - 1, False, []), (3, True, [2]), (0, False, []), (WIDEST + 20, False, [])],
)
def test_the_next_page_is_asked_for_when_nothing_tells_that_this_is_the_last(
    count: int, further: list[int], *, has_next: bool
) -> None:
    records = tuple(WordPressRecord(one, LONG_AGO, "") for one in range(1, count + 1))
    assert list(Paging("events").settle(1, Page(records, has_next=has_next))[1]) == further


def page_of(*ids: int, total: int, pages: int = 2) -> Page:
    return Page(tuple(WordPressRecord(one, LONG_AGO, "") for one in ids), total=total, pages=pages)


MOVED = [page_of(1, 2, 3, 4, total=8), page_of(6, 7, 8, total=7)]
OVERLAPPING = [page_of(1, 2, 3, 4, total=8), page_of(4, 5, 6, 7, total=8)]
UNORDERED = [page_of(2, 1, total=4), page_of(3, 4, total=4)]
SHORT = [page_of(1, 2, 3, 4, total=7), page_of(6, 7, total=7)]
SHORT_OTHERWISE = [page_of(1, 2, 3, total=7), page_of(5, 6, 7, total=7)]


def is_complete_after(paging: Paging, pages: list[Page]) -> bool:
    for number, page in enumerate(pages, start=1):
        paging.settle(number, page)
    return paging.is_complete()


@pytest.mark.parametrize("pages", [MOVED, OVERLAPPING, UNORDERED])
def test_a_listing_is_never_complete_when_its_pages_contradict_each_other_in_the_same_way(pages: list[Page]) -> None:
    paging = Paging("pages")
    assert not is_complete_after(paging, pages)
    assert not is_complete_after(paging, pages)
    with pytest.raises(TransientFetchError, match="none of 3 passes was sound"):
        is_complete_after(paging, pages)


@pytest.mark.parametrize(
    ("passes", "are_alike"),
    [
        ([SHORT, SHORT], True),
        ([SHORT, SHORT_OTHERWISE], False),
        ([SHORT, [page_of(2, 1, 3, 4, total=7), page_of(6, 7, total=7)]], False),
        ([[page_of(1, 2, 3, 4, total=8), page_of(6, 7, total=7)], SHORT], False),
    ],
)
def test_a_listing_that_lacks_records_is_complete_when_two_passes_lack_the_same(
    passes: list[list[Page]], *, are_alike: bool
) -> None:
    paging = Paging("pages")
    assert [is_complete_after(paging, pages) for pages in passes] == [False, are_alike]


def test_no_page_is_asked_for_without_end_when_a_site_gives_the_same_page_again_and_again() -> None:
    page = Page(tuple(WordPressRecord(one, LONG_AGO, "") for one in range(1, WIDTH + 1)), has_next=True)
    paging = Paging("events", widest=WIDTH)
    assert list(paging.settle(1, page)[1]) == [2]
    assert list(paging.settle(2, page)[1]) == []
    assert not paging.is_complete()


def test_a_listing_ends_in_an_error_when_the_site_does_not_order_by_id() -> None:
    page = Page(tuple(WordPressRecord(one, LONG_AGO, "") for one in (2, 1, 3)), total=3, pages=1)
    paging = Paging("pages")
    for _ in range(MOST_PASSES - 1):
        paging.settle(1, page)
        assert not paging.is_complete()
    paging.settle(1, page)
    with pytest.raises(TransientFetchError, match=r"page 1 is not ordered by id.* plugin"):
        paging.is_complete()


def test_malformed_records_are_counted_when_a_listing_is_judged(caplog: pytest.LogCaptureFixture) -> None:
    records = (MalformedRecord(1, "", ""), MalformedRecord("sha256:0", "", ""), WordPressRecord(3, LONG_AGO, ""))
    paging = Paging("pages")
    with caplog.at_level(logging.INFO):
        paging.settle(1, Page(records, total=3, pages=1))
        assert paging.is_complete()
    assert (paging.count, caplog.text) == (3, "")


def test_a_listing_is_in_doubt_when_a_record_comes_twice_in_the_place_of_another() -> None:
    records = tuple(WordPressRecord(one, LONG_AGO, "") for one in (1, 2, 2))
    paging = Paging("pages")
    paging.settle(1, Page(records, total=3, pages=1))
    assert not paging.is_complete()
