"""The addresses of the Hacker News API and their answers for a dump.

Here: paths under `/v0`, the story lists and user profiles made from the items.
Not here: HTTP, faults and latency (`answer_server`), where items come from (`dump`, `generator`).
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from techpulse.answer_server import Answer
from techpulse.hn_simulator.dump import HackerNewsDump

_HEADERS = (("Cache-Control", "no-cache"), ("Access-Control-Allow-Origin", "*"))
_NULL = b"null"
_LONGEST_ID = 19
_LONG_LIST, _SHORT_LIST = 500, 200


class _Card(NamedTuple):
    """What lists and profiles need to know of an item."""

    id: int
    type: object
    by: object
    time: int
    score: int
    title: str


class Endpoints:
    """Answers paths as `https://hacker-news.firebaseio.com` does.

    Lists and profiles are those of the items at creation; an item that is not JSON is served by its id and is in
    none of them.
    """

    def __init__(self, dump: HackerNewsDump) -> None:
        cards = [card for item_id in sorted(dump.items, reverse=True) for card in _cards(dump, item_id)]
        self._items = dump.items
        self._profiles = _profiles(cards)
        self._lists = _lists(cards) | {"maxitem": max(dump.items, default=0)}

    def answer(self, path: str) -> Answer:
        """The answer to `path`, whose query is ignored."""
        body = self._body(path.partition("?")[0])
        if body is None:
            return Answer(404, b'{"error":"404 Not Found"}', headers=_HEADERS)
        return Answer(200, body, headers=_HEADERS)

    def _body(self, path: str) -> bytes | None:
        name, dot, extension = path.rpartition(".")
        if (dot, extension) != (".", "json"):
            return None
        match name.split("/"):
            case ["", "v0", "item", key]:
                return self._item(key)
            case ["", "v0", "user", user]:
                return _json(self._profiles.get(unquote(user)))
            case ["", "v0", key] if key in self._lists:
                return _json(self._lists[key])
        return None

    def _item(self, key: str) -> bytes:
        is_id = key.isdecimal() and len(key) <= _LONGEST_ID
        return self._items.get(int(key), _NULL) if is_id else _NULL


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _cards(dump: HackerNewsDump, item_id: int) -> Iterator[_Card]:
    try:
        item = json.loads(dump.items[item_id])
    except (ValueError, RecursionError):
        return
    if isinstance(item, dict):
        yield _Card(
            item_id,
            type=item.get("type"),
            by=item.get("by"),
            time=_whole_number(item.get("time")),
            score=_whole_number(item.get("score")),
            title=str(item.get("title", "")),
        )


def _whole_number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _profiles(newest_first: Sequence[_Card]) -> dict[str, dict[str, object]]:
    """Profiles by name; `created` is the time of the first item, `karma` the sum of the scores and one an item."""
    items_by_name = defaultdict[str, list[_Card]](list)
    for card in newest_first:
        if isinstance(card.by, str):
            items_by_name[card.by].append(card)
    return {name: _profile(name, cards) for name, cards in items_by_name.items()}


def _profile(name: str, newest_first: Sequence[_Card]) -> dict[str, object]:
    return {
        "created": min(card.time for card in newest_first),
        "id": name,
        "karma": sum(1 + card.score for card in newest_first),
        "submitted": [card.id for card in newest_first],
    }


def _lists(newest_first: Sequence[_Card]) -> dict[str, object]:
    stories = [card for card in newest_first if card.type == "story"]
    best = sorted(stories, key=lambda card: card.score, reverse=True)

    def titled(start: str) -> list[_Card]:
        return [card for card in stories if card.title.startswith(start)]

    return {
        "topstories": _ids(best, limit=_LONG_LIST),
        "newstories": _ids(stories, limit=_LONG_LIST),
        "beststories": _ids(best, limit=_LONG_LIST),
        "askstories": _ids(titled("Ask HN:"), limit=_SHORT_LIST),
        "showstories": _ids(titled("Show HN:"), limit=_SHORT_LIST),
        "jobstories": _ids([card for card in newest_first if card.type == "job"], limit=_SHORT_LIST),
    }


def _ids(cards: Sequence[_Card], *, limit: int) -> list[int]:
    return [card.id for card in cards[:limit]]
