"""Made-up months of hiring threads, in the shape and the proportions of real ones.

Here: when a thread's comments came, below whom, which of them are gone, and the JSON of all.
Not here: posting times, posters, titles and ids of threads (`threads`), figures (`eras`), texts (`postings`).
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from operator import attrgetter
from random import Random
from typing import Any, TypeAlias

from techpulse.hn_simulator.dump import HackerNewsDump
from techpulse.hn_simulator.eras import Era, comments_of, era_of
from techpulse.hn_simulator.postings import account_name, posting, reply
from techpulse.hn_simulator.threads import (
    hiring_title,
    id_at,
    parse_months,
    posted_at,
    poster,
    sibling_titles,
    thread_id,
)

_MOST_COMMENTS = 25_000  # far more would reach into the ids of the next month in 2011

# Shares of all comments, as counted over real threads; of comments by the poster and unknown fields it is only
# known that they are rare.
_STATES = {"live": 0.965, "deleted": 0.02, "dead": 0.015}
_SHARE_BY_POSTER = 0.0005
_SHARE_WITH_UNKNOWN_FIELD = 0.002

_STORY_TEXT = (
    "Please say where the work is and whether REMOTE, VISA or INTERNS are welcome.<p>"
    "Post only if you work there yourself: one comment a company, and say what it does.<p>"
    "Readers: write to a company only if you&#x27;d like to work there."
)
_SIBLING_TEXT = "Please say where you are, what you do and how to reach you."
_SIBLING_OFFSETS = ((-1, -2), (1, 2))
_SIBLING_OFFSET_WEIGHTS = (83, 1)  # nearly always the hiring thread is the last of the three

_Item: TypeAlias = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class _Node:
    """A place in the tree: the story (depth 0) or a comment."""

    id: int
    time: int
    parent: int = 0
    depth: int = 0
    state: str = "live"
    kids: list[int] = field(default_factory=list)


def generate_history(months: str, *, seed: int = 0, comments: int | None = None) -> HackerNewsDump:
    """The threads of `months` (`2026-10` or `2011-04..2026-10`) with made-up comments.

    Each month holds the hiring thread, as it stands two weeks later, and two sibling threads without comments. A
    month depends on `seed` and `comments`, not on the other months, and is the same bytes every time. `comments` is
    the number in each hiring thread, gone ones included; by default about as many as the threads of that year had.

    Raises:
        ValueError: months that cannot be read or are before April 2011; a number of comments outside 0 to 25,000.
    """
    if comments is not None and not 0 <= comments <= _MOST_COMMENTS:
        raise ValueError(f"{comments} comments in a thread: must be 0 to {_MOST_COMMENTS}")
    return HackerNewsDump(
        {
            item["id"]: _json(item)
            for month in parse_months(months)
            for item in _items(month, comments=comments, rng=Random(f"{seed} {month}"))
        }
    )


def _items(month: date, *, comments: int | None, rng: Random) -> Iterator[_Item]:
    count = round(comments_of(month) * rng.uniform(0.85, 1.15)) if comments is None else comments
    time = int(posted_at(month).timestamp()) + rng.randrange(120)
    story = _Node(id=thread_id(month, seconds=time), time=time)
    nodes = _grow(story, count=count, era=era_of(month), rng=rng)
    by = poster(month)
    yield _hiring_story(story, nodes, by=by, title=hiring_title(month), rng=rng)
    (offsets,) = rng.choices(_SIBLING_OFFSETS, _SIBLING_OFFSET_WEIGHTS)
    for offset, title in zip(offsets, sibling_titles(month), strict=True):
        yield _story(story.id + offset, time=time, by=by, title=title, text=_SIBLING_TEXT)
    for node in nodes:
        author = by if rng.random() < _SHARE_BY_POSTER else account_name(rng)
        yield _comment(node, by=author, rng=rng)


def _grow(story: _Node, *, count: int, era: Era, rng: Random) -> list[_Node]:
    """The comments below `story`, oldest first, each among the `kids` of its parent."""
    levels = [[story]]
    depths = rng.choices(range(1, len(era.depth_shares) + 1), era.depth_shares, k=count)
    states = rng.choices(tuple(_STATES), tuple(_STATES.values()), k=count)
    arrivals = _arrivals(story, count=count, era=era, rng=rng)
    for (comment_id, time), drawn_depth, state in zip(arrivals, depths, states, strict=True):
        depth = min(drawn_depth, len(levels))
        parent = rng.choice(levels[depth - 1])
        parent.kids.append(comment_id)
        if depth == len(levels):
            levels.append([])
        levels[depth].append(_Node(id=comment_id, time=time, parent=parent.id, depth=depth, state=state))
    return sorted(chain.from_iterable(levels[1:]), key=attrgetter("id"))


def _arrivals(story: _Node, *, count: int, era: Era, rng: Random) -> Iterator[tuple[int, int]]:
    """Ids and Unix times of comments, both growing."""
    newest_id = story.id + max(map(max, _SIBLING_OFFSETS))
    for time in sorted(story.time + int(era.draw_delay_seconds(rng)) for _ in range(count)):
        newest_id = max(newest_id + 1, story.id + id_at(time) - id_at(story.time))
        yield newest_id, time


def _hiring_story(story: _Node, nodes: Sequence[_Node], *, by: str, title: str, rng: Random) -> _Item:
    live = sum(node.state == "live" for node in nodes)
    item = _story(story.id, time=story.time, by=by, title=title, text=_STORY_TEXT)
    return item | {"descendants": live, "score": rng.randrange(150, 600)} | _ranked(story.kids, rng)


def _story(story_id: int, *, time: int, by: str, title: str, text: str) -> _Item:
    return {
        "by": by,
        "descendants": 0,
        "id": story_id,
        "score": 1,
        "text": text,
        "time": time,
        "title": title,
        "type": "story",
    }


def _comment(node: _Node, *, by: str, rng: Random) -> _Item:
    item: _Item = {"id": node.id, "parent": node.parent, "time": node.time, "type": "comment"}
    item |= _ranked(node.kids, rng)
    if rng.random() < _SHARE_WITH_UNKNOWN_FIELD:
        item["revision"] = rng.randrange(1, 9)
    match node.state:
        case "deleted":
            return item | {"deleted": True}
        case "dead":
            return item | {"by": by, "dead": True, "text": rng.choice(("[dead]", "[flagged]"))}
        case _:
            return item | {"by": by, "text": posting(rng) if node.depth == 1 else reply(rng)}


def _ranked(kids: Sequence[int], rng: Random) -> _Item:
    return {"kids": rng.sample(kids, len(kids))} if kids else {}


def _json(item: _Item) -> bytes:
    return json.dumps(item, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
