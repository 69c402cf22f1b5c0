"""The deadlines of one entry of ai-deadlines, in either form, each once.

Belongs here: which keys hold deadlines, and which of both forms goes first. Does not: reading a date (`times.py`).
Where an entry has both forms, the list is believed: a key of the older form adds only a kind that the list hasn't.
"""

from techpulse.conference_client.kinds import kind_of
from techpulse.conference_client.records import DeadlineRecord, Kind
from techpulse.conference_client.texts import said
from techpulse.conference_client.times import moment_of
from techpulse.conference_client.yaml_tree import Tree

_OLDER: tuple[tuple[str, Kind, str | None], ...] = (
    ("abstract_deadline", "abstract", None),
    ("deadline", "submission", None),
    ("review_release_date", "other", "review release"),
    ("rebuttal_period_start", "other", "rebuttal period start"),
    ("rebuttal_period_end", "other", "rebuttal period end"),
    ("final_decision_date", "notification", None),
)


def deadlines_of(entry: dict[str, Tree]) -> tuple[tuple[DeadlineRecord, ...], tuple[str, ...]]:
    """The entry's deadlines in its order, and what is doubtful about them."""
    listed = entry.get("deadlines")
    newer = _listed(listed, zone=said(entry.get("timezone"))) if isinstance(listed, list) else []
    older = _older(entry)
    kinds = {deadline.kind for deadline in newer}
    instants = {deadline.at for deadline in newer}
    doubts = [
        f"{key} says otherwise: {deadline.text}"
        for key, deadline in older
        if deadline.kind in kinds and deadline.at not in instants
    ]
    if isinstance(listed, str) and said(listed):
        doubts.append("deadlines is no list")
    if isinstance(listed, list) and len(newer) < len(listed):
        doubts.append("a deadline can't be read, or stands twice")
    found = [*newer, *(deadline for _, deadline in older if deadline.kind not in kinds)]
    return tuple(dict.fromkeys(found)), tuple(doubts)


def _listed(listed: list[Tree], *, zone: str | None) -> list[DeadlineRecord]:
    found = [_newer(item, zone=zone) for item in listed if isinstance(item, dict)]
    return list(dict.fromkeys(deadline for deadline in found if deadline))


def _newer(item: dict[str, Tree], *, zone: str | None) -> DeadlineRecord | None:
    """One item of the list; its own key `deadline` has stood for `date`. None where it has neither."""
    label, type_name = said(item.get("label")), said(item.get("type"))
    text = said(item.get("date")) or said(item.get("deadline"))
    if text is None:
        return None
    kind = kind_of(type_name, label)
    return _deadline(text, kind=kind, label=label or type_name, zone=said(item.get("timezone")) or zone)


def _older(entry: dict[str, Tree]) -> list[tuple[str, DeadlineRecord]]:
    """The keys of the older form; a deadline that is a list is several deadlines."""
    zone = said(entry.get("timezone"))
    found = []
    for key, kind, label in _OLDER:
        value = entry.get(key)
        for part in value if isinstance(value, list) else [value]:
            if text := said(part):
                found.append((key, _deadline(text, kind=kind, label=label, zone=zone)))  # noqa: PERF401 - reads so
    return found


def _deadline(text: str, *, kind: Kind, label: str | None, zone: str | None) -> DeadlineRecord:
    moment = moment_of(text, zone=zone)
    return DeadlineRecord(
        kind=kind,
        label=label,
        text=text,
        at=moment.at,
        zone=moment.zone,
        precision=moment.precision,
        flag=moment.flag,
    )
