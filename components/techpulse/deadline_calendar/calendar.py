"""A calendar of deadlines: one event each, which moves where its deadline is extended.

Belongs here: an event's properties. Does not: choosing deadlines, times of other zones.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

_PRODUCT = "-//TechPulse//Conference deadlines//EN"
_REMINDER = timedelta(days=-3)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineEvent:
    """One deadline. `uid` stays the same when it moves; `at` and `changed_at` are aware, `changes` counts its moves."""

    uid: str
    title: str
    at: datetime
    description: str
    url: str | None
    categories: Sequence[str]
    changed_at: datetime
    changes: int


def render_calendar(events: Iterable[DeadlineEvent], *, name: str) -> bytes:
    """The calendar in UTF-8, events in order of their time; the same events give the same bytes. Source: RFC 5545.

    Raises:
        ValueError: a moment has no zone.
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    for event in sorted(events, key=lambda event: (event.at, event.uid)):
        calendar.add_component(_event(event))
    rendered: bytes = calendar.to_ical()
    return rendered


def _event(deadline: DeadlineEvent) -> Event:
    if deadline.at.tzinfo is None or deadline.changed_at.tzinfo is None:
        raise ValueError(f"{deadline.uid}: a moment has no zone; give aware ones")
    event = Event()
    event.add("uid", deadline.uid)
    event.add("dtstamp", deadline.changed_at.astimezone(UTC))
    event.add("last-modified", deadline.changed_at.astimezone(UTC))
    event.add("sequence", deadline.changes)
    event.add("dtstart", deadline.at.astimezone(UTC))
    event.add("summary", deadline.title)
    event.add("description", deadline.description)
    event.add("transp", "TRANSPARENT")
    if deadline.categories:
        event.add("categories", list(deadline.categories))
    if deadline.url:
        event.add("url", deadline.url)
    event.add_component(_alarm(deadline.title))
    return event


def _alarm(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", _REMINDER)
    return alarm
