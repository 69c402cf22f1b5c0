"""An iterator's first step, taken while the caller does something else.

Belongs here: one step in a thread of its own. Does not: what is iterated over.
"""

import threading
from collections.abc import Generator, Iterator
from concurrent.futures import Future
from contextlib import closing
from typing import TypeVar

Item = TypeVar("Item")


def begun(items: Generator[Item]) -> Iterator[Item]:
    """The same items; the first is being waited for from now on, and what goes wrong is raised in its place."""
    first: Future[Item | None] = Future()

    def take_first() -> None:
        try:
            first.set_result(next(items, None))
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits for it
            first.set_exception(error)

    threading.Thread(target=take_first, daemon=True).start()
    return _followed(first, items)


def _followed(first: Future[Item | None], items: Generator[Item]) -> Iterator[Item]:
    with closing(items):
        if (item := first.result()) is not None:
            yield item
            yield from items
