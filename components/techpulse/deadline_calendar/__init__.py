"""Deadlines as a calendar that people subscribe to (RFC 5545): pure, one text from values.

Belongs here: events, their identity and the format, which `icalendar` writes. Does not: which deadlines there are.
"""

from techpulse.deadline_calendar.calendar import DeadlineEvent, render_calendar

__all__ = ["DeadlineEvent", "render_calendar"]
