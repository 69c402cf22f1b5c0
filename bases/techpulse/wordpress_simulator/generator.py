"""A made-up site: pages, files and posts with a history behind them, and a few more changes to it on request.

Here: how many there are, their ids and times, what changes.
Not here: what they say (`texts`, `files`), how a site keeps them (`site`).
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from techpulse.wordpress_simulator.files import file_content
from techpulse.wordpress_simulator.shapes import Fields
from techpulse.wordpress_simulator.site import WordPressSite
from techpulse.wordpress_simulator.texts import html, text_content

_BEGIN, _END = datetime(2012, 3, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
_MOST_RECORDS = 1_000_000
_WIDEST_GAP = 4

# Bulk edits stamp hundreds of records with one second; the last of these is in an hour that New York lived twice.
_BULK_EDITS = (
    datetime(2019, 8, 14, 3, 0, 7, tzinfo=UTC),
    datetime(2023, 6, 30, 22, 15, 59, tzinfo=UTC),
    datetime(2025, 11, 2, 5, 40, 0, tzinfo=UTC),
)
_SHARE_NEVER_EDITED = 0.3
_SHARE_BULK_EDITED = 0.2
_SHARE_BELOW_A_PAGE = 0.4


def _utc_now() -> datetime:
    return datetime.now(UTC)


def generate_site(
    *,
    pages: int = 100,
    media: int = 100,
    seed: int = 0,
    zone: str = "America/New_York",
    now: Callable[[], datetime] = _utc_now,
) -> WordPressSite:
    """A site with that many made-up pages and files, made and edited from 2012 to the end of 2025.

    What the records say depends on `pages`, `media`, `seed` and `zone` alone, and is the same bytes every time. `zone`
    and `now` are those of the site.

    Raises:
        ValueError: an unknown zone, or a number of records outside 0 to 1,000,000.
    """
    for name, count in {"pages": pages, "media": media}.items():
        if not 0 <= count <= _MOST_RECORDS:
            raise ValueError(f"{count} {name}: must be 0 to {_MOST_RECORDS}")
    rng = Random(f"{seed} {pages} {media}")
    site = WordPressSite(zone=zone, now=now)
    page_ids: list[int] = []
    record_id = 0
    for endpoint, created in _history(pages, media, rng=rng):
        record_id += rng.randrange(1, _WIDEST_GAP + 1)
        content = _content(endpoint, record_id, page_ids=page_ids, site_url=site.url, rng=rng)
        site.create(endpoint, content, at=created, modified_at=_last_edit(created, rng))
        if endpoint == "pages":
            page_ids.append(record_id)
    return site


def change_some(site: WordPressSite, rng: Random) -> dict[str, list[int]]:
    """Ids by endpoint of what was made or edited now: up to three pages and two files edited, and a page made."""
    changed = {}
    for endpoint, most in (("pages", 3), ("media", 2)):
        ids = sorted(site.payloads(endpoint))
        changed[endpoint] = sorted(rng.sample(ids, min(most, len(ids))))
        for record_id in changed[endpoint]:
            text = {"rendered": html(rng)}
            changes = {"caption": text} if endpoint == "media" else {"content": text | {"protected": False}}
            site.edit(endpoint, record_id, changes=changes)
    content = text_content(rng, number=rng.randrange(10**6), site_url=site.url)
    changed["pages"].append(site.create("pages", content))
    return changed


def _history(pages: int, media: int, *, rng: Random) -> Iterator[tuple[str, datetime]]:
    """Endpoints in the order in which their records are made, and when."""
    endpoints = ["pages"] * pages + ["media"] * media
    rng.shuffle(endpoints)
    seconds = int((_END - _BEGIN).total_seconds())
    moments = sorted(rng.randrange(seconds) for _ in endpoints)
    for endpoint, moment in zip(endpoints, moments, strict=True):
        yield endpoint, _BEGIN + timedelta(seconds=moment)


def _last_edit(created: datetime, rng: Random) -> datetime:
    drawn = rng.random()
    if drawn < _SHARE_NEVER_EDITED:
        return created
    later = [moment for moment in _BULK_EDITS if moment > created]
    if later and drawn < _SHARE_NEVER_EDITED + _SHARE_BULK_EDITED:
        return rng.choice(later)
    left = int((_END - created).total_seconds())
    return created + timedelta(seconds=rng.randrange(left))


def _content(endpoint: str, record_id: int, *, page_ids: Sequence[int], site_url: str, rng: Random) -> Fields:
    parent = rng.choice(page_ids) if page_ids and rng.random() < _SHARE_BELOW_A_PAGE else 0
    if endpoint == "media":
        return {"id": record_id} | file_content(rng, number=record_id, site_url=site_url, post=parent or None)
    text = text_content(rng, number=record_id, site_url=site_url)
    return {"id": record_id, "parent": parent, "menu_order": rng.randrange(20)} | text
