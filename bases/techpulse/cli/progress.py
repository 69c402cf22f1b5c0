"""Progress on a terminal: items, items a second, time left; in a pipe, nothing but the final lines.

Belongs here: turning log records into a bar. Does not: counting, which the landing does.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn, TextIO

from tqdm import tqdm

_SOURCE = logging.getLogger("techpulse")


class Bar(logging.Handler):
    """Moves a bar by the `expected` and `landed` that log records carry, whichever months they come from."""

    def __init__(self, bar: "tqdm[NoReturn]", *, months: int) -> None:
        super().__init__(logging.INFO)
        self._bar = bar
        self._months = months
        self._begun = self._expected = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Takes what the record says of a load; other records pass."""
        expected, landed = getattr(record, "expected", None), getattr(record, "landed", None)
        if expected is not None:
            self._begun += 1
            self._expected += expected
            self._bar.total = self._expected * self._months // self._begun
            self._bar.refresh()
        if landed is not None:
            self._bar.update(landed)

    @staticmethod
    def write(line: str, *, file: TextIO) -> None:
        """Prints a whole line above the bar."""
        tqdm.write(line, file=file)
        file.flush()


@contextmanager
def progress(*, months: int) -> Iterator[None]:
    """Shows how far the loads inside the `with` block are; on standard error, on terminals only.

    A month's size is known when its thread is; until then the months to come count as the ones so far on average.
    """
    bar: tqdm[NoReturn] = tqdm(unit=" items", leave=False, disable=None)
    with bar:
        handler, level = Bar(bar, months=months), _SOURCE.level
        _SOURCE.addHandler(handler)
        _SOURCE.setLevel(logging.INFO)
        try:
            yield
        finally:
            _SOURCE.removeHandler(handler)
            _SOURCE.setLevel(level)
