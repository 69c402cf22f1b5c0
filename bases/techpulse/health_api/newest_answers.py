"""The answers to the newest reading, made once by the thread that reads, and what is said when nothing new comes.

Here: when answers are made and for how long they hold. Not here: what they say (`answers.py`, `service_health`).
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from techpulse.health_api.answers import Answer, answers
from techpulse.service_health import DatabaseProblem, LedgerReading, Thresholds, assess


class NewestAnswers:
    """Picks an answer for a path, in microseconds: no reading, no judging, while the readings come in time.

    `publish` belongs to one thread, `pick` to another. Once nothing was published for the snapshot's age limit, by a
    clock that cannot be set, whoever reads has stopped: `pick` then judges the last reading itself, as no longer being
    read, and again each time that those answers have become as old as a refresh.
    """

    def __init__(self, *, thresholds: Thresholds, clock: Callable[[], datetime], refresh_seconds: float) -> None:
        self._thresholds = thresholds
        self._clock = clock
        self._refresh_seconds = refresh_seconds
        self._reading = LedgerReading()
        self._published_at = self._late_at = time.monotonic()
        self._late: Mapping[str, Answer] | None = None
        self._answers = self._made(self._reading)

    def publish(self, reading: LedgerReading) -> None:
        """From here on, answers are about this reading."""
        self._answers = self._made(reading)
        self._reading = reading
        self._published_at = time.monotonic()

    def pick(self, path: str) -> Answer:
        """The answer for a path that `answers` knows."""
        seconds = time.monotonic()
        if seconds - self._published_at <= self._thresholds.snapshot_age_limit.total_seconds():
            return self._answers[path]
        if self._late is None or seconds - self._late_at > self._refresh_seconds:
            self._late = self._made(replace(self._reading, problem=DatabaseProblem.UNWATCHED))
            self._late_at = seconds
        return self._late[path]

    def _made(self, reading: LedgerReading) -> Mapping[str, Answer]:
        report = assess(reading, now=self._clock(), thresholds=self._thresholds)
        return answers(report, keep_seconds=self._refresh_seconds)
