"""A WordPress site's content, which changes by the site's own clock and in its own zone while it is served.

Here: creating, editing and deleting records, and reading them consistently from another thread.
Not here: HTTP and parameters (`endpoints`, `parameters`), made-up content (`generator`).
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from threading import RLock
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from techpulse.wordpress_simulator.collection import Collection, Record, Selection
from techpulse.wordpress_simulator.rendering import render
from techpulse.wordpress_simulator.shapes import Fields, Identity, Times, record_fields
from techpulse.wordpress_simulator.site_time import utc_time, wall_time

_CORE_ENDPOINTS = ("pages", "media", "posts")


def _utc_now() -> datetime:
    return datetime.now(UTC)


class WordPressSite:
    """Records by endpoint (`pages`, `media`, `posts` and any further ones) and id; safe to use from any thread.

    Ids are one sequence over all endpoints and are never given twice. `now` is the site's clock: aware, in any zone,
    and not necessarily right. `zone` is what `date` and `modified` are told in; `url` stands in the records' links.

    Raises:
        ValueError: an unknown zone.
    """

    def __init__(
        self,
        *,
        zone: str = "America/New_York",
        now: Callable[[], datetime] = _utc_now,
        url: str = "https://www.example.edu",
        endpoints: Iterable[str] = (),
    ) -> None:
        try:
            self.zone = ZoneInfo(zone)
        except (ValueError, OSError, ZoneInfoNotFoundError) as error:
            raise ValueError(f"zone {zone!r} is not known: give one such as America/New_York") from error
        self.url = url.rstrip("/")
        self._now = now
        self._collections = {name: Collection() for name in (*_CORE_ENDPOINTS, *endpoints)}
        self._last_id = 0
        self._lock = RLock()

    @property
    def endpoints(self) -> frozenset[str]:
        """The endpoints that the site has, with or without records."""
        return frozenset(self._collections)

    def create(
        self,
        endpoint: str,
        content: Mapping[str, Any],
        *,
        at: datetime | None = None,
        modified_at: datetime | None = None,
    ) -> int:
        """The id of a new record, made now or `at` another time and perhaps modified later.

        It has core's fields with their usual values; `content` replaces them, well-formed or not, or adds others. An
        `id` in `content` is the record's id.

        Raises:
            ValueError: an unknown endpoint, an id that was given before, or a time without zone.
        """
        created = at or self._now()
        with self._lock:
            collection = self._collection(endpoint)
            record_id = int(content.get("id", self._last_id + 1))
            if record_id <= self._last_id:
                raise ValueError(f"id {record_id} in {endpoint} may have been given: take one above {self._last_id}")
            times = self._times(created, modified_at or created)
            fields = record_fields(Identity(endpoint, record_id, self.url), times, content=dict(content))
            modified = self._wall(modified_at or created)
            collection.put(_record(record_id, fields, date=self._wall(created), modified=modified))
            self._last_id = record_id
        return record_id

    def edit(self, endpoint: str, record_id: int, *, changes: Mapping[str, Any], at: datetime | None = None) -> None:
        """Give the record other fields; it counts as modified now, or `at` another time, even with no `changes`.

        `changes` are answered as they are, be they a time, an id or a type that WordPress would never write; what
        the record is found, filtered and sorted by follows the clock and its first id all the same.

        Raises:
            LookupError: there is no such record.
            ValueError: an unknown endpoint, or a time without zone.
        """
        modified = at or self._now()
        with self._lock:
            before = self._existing(endpoint, record_id)
            times = self._times(modified, modified)
            stamps = {"modified": times.modified, "modified_gmt": times.modified_gmt}
            fields = json.loads(before.body) | stamps | changes
            after = _record(record_id, fields, date=before.date, modified=self._wall(modified))
            self._collection(endpoint).put(after)

    def delete(self, endpoint: str, record_id: int) -> None:
        """Let the record vanish without a trace.

        Raises:
            LookupError: there is no such record.
            ValueError: an unknown endpoint.
        """
        with self._lock:
            self._existing(endpoint, record_id)
            self._collection(endpoint).remove(record_id)

    def payloads(self, endpoint: str) -> dict[int, bytes]:
        """Every record that there is at this moment, by id, byte for byte as it is served.

        Raises:
            ValueError: an unknown endpoint.
        """
        with self._lock:
            return {record.id: record.body for record in self._collection(endpoint).records.values()}

    def find(self, endpoint: str, record_id: int) -> Record | None:
        """The record, or None.

        Raises:
            ValueError: an unknown endpoint.
        """
        with self._lock:
            return self._collection(endpoint).records.get(record_id)

    def select(self, endpoint: str, selection: Selection) -> Sequence[Record]:
        """The selected records in order, as they are at this moment.

        Raises:
            ValueError: an unknown endpoint.
        """
        with self._lock:
            return self._collection(endpoint).select(selection)

    def _collection(self, endpoint: str) -> Collection:
        if endpoint not in self._collections:
            raise ValueError(f"endpoint {endpoint!r} is none of {', '.join(self._collections)}")
        return self._collections[endpoint]

    def _existing(self, endpoint: str, record_id: int) -> Record:
        record = self._collection(endpoint).records.get(record_id)
        if record is None:
            raise LookupError(f"{endpoint} has no record {record_id}")
        return record

    def _wall(self, instant: datetime) -> datetime:
        return wall_time(instant, self.zone)

    def _times(self, created: datetime, modified: datetime) -> Times:
        instants = (self._wall(created), utc_time(created), self._wall(modified), utc_time(modified))
        return Times(*(instant.isoformat() for instant in instants))


def _record(record_id: int, fields: Fields, *, date: datetime, modified: datetime) -> Record:
    title = fields.get("title")
    rendered = title.get("rendered") if isinstance(title, dict) else title
    return Record(
        id=record_id,
        date=date,
        modified=modified,
        slug=str(fields.get("slug")),
        title=str(rendered),
        body=render(fields),
    )
