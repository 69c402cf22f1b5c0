"""A month's progress on a terminal: items, items a second, time left; in a pipe, nothing but the final line.

Belongs here: turning log records into a bar. Does not: counting, which the landing does.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from tqdm import tqdm

_SOURCE = logging.getLogger("techpulse")


class _Bar(logging.Handler):
    """Moves a bar by the `expected` and `landed` that log records carry."""

    def __init__(self, bar: "tqdm[NoReturn]") -> None:
        super().__init__(logging.INFO)
        self._bar = bar

    def emit(self, record: logging.LogRecord) -> None:
        """Takes what the record says of the load; other records pass."""
        expected, landed = getattr(record, "expected", None), getattr(record, "landed", None)
        if expected is not None:
            self._bar.total = expected
            self._bar.refresh()
        if landed is not None:
            self._bar.update(landed)


@contextmanager
def progress(title: str) -> Iterator[None]:
    """Shows the progress of the load that runs inside the `with` block; on standard error, on terminals only."""
    bar: tqdm[NoReturn] = tqdm(desc=title, unit=" items", leave=False, disable=None)
    with bar:
        handler, level = _Bar(bar), _SOURCE.level
        _SOURCE.addHandler(handler)
        _SOURCE.setLevel(logging.INFO)
        try:
            yield
        finally:
            _SOURCE.removeHandler(handler)
            _SOURCE.setLevel(level)
