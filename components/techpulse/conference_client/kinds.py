"""Which kind of deadline the words beside it mean. Pure.

Belongs here: types and labels of all sources. Does not: when a deadline is (`times.py`).
A commitment of reviewed papers is a submission; the registration of a paper is its abstract's; what concerns reviews,
rebuttals, revisions, supplements and withdrawals is `other`, whatever else its words are.
"""

import re

from techpulse.conference_client.records import Kind

_AFTERWARDS = re.compile(
    r"rebuttal|response|review|revision|supplement|withdraw|discussion|reviewer|video|poster\b", re.IGNORECASE
)
_PAPER_REGISTRATION = re.compile(r"\b(?:paper|abstract|contribution|title)s?\b[\w ]{0,20}\bregistration", re.IGNORECASE)
_WORDS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"camera|final (?:version|paper|manuscript)", re.IGNORECASE), "camera_ready"),
    (re.compile(r"notif|decision|acceptance", re.IGNORECASE), "notification"),
    (re.compile(r"workshop", re.IGNORECASE), "workshop"),
    (_PAPER_REGISTRATION, "abstract"),
    (re.compile(r"regist", re.IGNORECASE), "registration"),
    (re.compile(r"abstract", re.IGNORECASE), "abstract"),
    (re.compile(r"submi|paper|commitment|proposal|manuscript|deadline|due\b|call", re.IGNORECASE), "submission"),
)
_TYPES: dict[str, Kind] = {
    "abstract": "abstract",
    "paper": "submission",
    "submission": "submission",
    "commitment": "submission",
    "commitment_deadline": "submission",
    "notification": "notification",
    "camera_ready": "camera_ready",
    "workshop": "workshop",
    "registration": "registration",
}
_OPEN_TO_LABELS: frozenset[Kind] = frozenset({"abstract", "submission", "registration"})


def kind_in(words: str) -> Kind:
    """The kind that free words mean, such as `Notification Due`; `other` where they mean none."""
    if _AFTERWARDS.search(words):
        return "other"
    return next((kind for pattern, kind in _WORDS if pattern.search(words)), "other")


def kind_of(type_name: str | None, label: str | None) -> Kind:
    """The kind of a deadline that has a type and a label: the type's, unless the label is more exact.

    A workshop's submission is a workshop's deadline; a paper's registration is its abstract's. A type that isn't known
    is read as words; without one that means something the label is.
    """
    if not type_name:
        return kind_in(label or "")
    name = re.sub(r"[\s-]+", "_", type_name.strip().lower())
    words = name.replace("_", " ")
    kind = _TYPES.get(name) or kind_in(words if _means_something(words) else label or "")
    if kind in _OPEN_TO_LABELS and re.search("workshop", label or "", re.IGNORECASE):
        return "workshop"
    return "abstract" if kind == "registration" and _PAPER_REGISTRATION.search(label or "") else kind


def _means_something(words: str) -> bool:
    return kind_in(words) != "other" or bool(_AFTERWARDS.search(words))
