"""Tracks, workshops and other parts of an event that have deadlines of their own: told apart from the main event.

Belongs here: which words of a title name such a part. Does not: which series it belongs to (`series.py`).
"""

import re
from typing import NamedTuple

from techpulse.conference_identity.series import is_curated, is_workshop
from techpulse.conference_identity.titles import is_acronym, split_title
from techpulse.conference_identity.words import words_of_name, words_of_title

_NAMED = {
    "industry": r"industr(?:y|ial)",
    "demonstrations": r"(?:systems? )?demo(?:nstration)?s?",
    "doctoral": r"ph\.?d\.? (?:forum|symposium|school)|doctoral (?:consortium|symposium|forum|school|program)",
    "student research workshop": r"student research workshop|srw",
    "tutorials": r"tutorials?",
    "shared tasks": r"shared tasks?",
    "late-breaking": r"late[- ]breaking(?: (?:results|work|reports|abstracts))?",
    "posters": r"posters?",
    "position papers": r"position papers?",
    "datasets and benchmarks": r"(?:datasets? (?:and|&) benchmarks?|d ?& ?b)",
    "journal": r"journal",
    "short papers": r"short papers?",
    "work in progress": r"works?[- ]in[- ]progress",
    "applied data science": r"applied data science|ads",
    "findings": r"findings",
    "competitions": r"competitions?",
    "special sessions": r"special sessions?",
    "student": r"student abstracts?",
    "workshops": r"(?:satellite )?workshops?",
}
_PROPOSALS = r"(?P<proposals>(?P<of>workshop|tutorial|challenge|competition|special session)s? proposals?)"
_CALLED = "|".join(f"(?P<t{index}>{pattern})" for index, pattern in enumerate(_NAMED.values()))
_MAIN = (
    r"(?P<main>main (?:conference|track|event)|research track|(?:full|regular|long|technical|conference) papers?|"
    r"[\w-]+ (?:cycle|round|deadline|cut-?off|submission)|(?:cycle|round|phase|deadline) [\w-]+)"
)
_TAIL = r"(?: (?:track|papers?|session|program))*"
_ANY = r"(?P<any>[\w&/ -]{2,60}) (?:track|findings)|(?:special )?(?:track|session) on (?P<on>.{2,90})"
_WHICH = rf"(?:calls? for )?(?:{_PROPOSALS}|{_MAIN}|(?:{_CALLED}){_TAIL}|{_ANY})"
_IN_BRACKETS = re.compile(rf"[(\[]\s*{_WHICH}\s*[)\]]", re.IGNORECASE)
_BEHIND_NAME = re.compile(rf"(?P<head>.{{4,300}}?)\s?[:-]\s{_WHICH}", re.IGNORECASE)
_BEHIND = re.compile(rf"(?P<head>.{{1,60}}?)\s*(?:[,:-]\s|\s){_WHICH}", re.IGNORECASE)
_BEFORE = re.compile(
    rf"(?:the )?(?:{_CALLED}){_TAIL}(?: (?:of|at|@) (?:the )?|\s?[@:,-]?\s?)"
    r"(?:Association for Computational Linguistics: )?(?P<head>.{2,200})",
    re.IGNORECASE,
)
_HOSTED = re.compile(
    r"(?P<own>.{1,300}?)(?:\s*@\s*|,? (?:at|co-?located with|collocated with|in conjunction with) (?:the )?)"
    r"(?P<host>[\w*][\w*&+'-]{1,16})"
)
_HOST_FIRST = re.compile(r"(?P<host>[\w*][\w*&+'-]{1,16}) [Ww]orkshop on (?P<own>.{3,300})")
_FEWEST_OWN = 2


class Tracked(NamedTuple):
    """A title or a name without its track, and the track: "" for the main event."""

    text: str
    track: str


def tracked_title(title: str) -> Tracked:
    """A tidy title without years, parted from its track."""
    within = _in_brackets(title) or Tracked(title, "")
    beside = _beside(within.text) or (within if within.track else _hosted(title) or within)
    return Tracked(beside.text, within.track or beside.track)


def tracked_name(name: str) -> Tracked:
    """A tidy full name without years, parted from its track and from the event that it meets at."""
    if within := _in_brackets(name):
        return within
    if behind := _BEHIND_NAME.fullmatch(name):
        return Tracked(behind["head"], _track(behind))
    hosted = _HOSTED.fullmatch(name)
    return Tracked(hosted["own"] if hosted and is_acronym(hosted["host"]) else name, "")


def _in_brackets(text: str) -> Tracked | None:
    found = _IN_BRACKETS.search(text)
    if found is None:
        return None
    return Tracked(f"{text[: found.start()].rstrip()} {text[found.end() :].lstrip()}".strip(), _track(found))


def _beside(title: str) -> Tracked | None:
    """A short title with the track behind or before it: `ABC Industry Track`, `Findings of ABC`, `Workshop @ ABC`."""
    for found in (_BEHIND.fullmatch(title), _BEFORE.fullmatch(title)):
        if found and (is_curated(found["head"]) or is_acronym(found["head"])):
            track = _track(found)
            return Tracked(found["head"], "" if track == "workshops" and is_workshop(found["head"]) else track)
    return None


def _hosted(title: str) -> Tracked | None:
    """A workshop and the event it meets at: one with a short title of its own stands for itself, else it is a track."""
    found = _HOST_FIRST.fullmatch(title) or _HOSTED.fullmatch(title)
    if found is None or not is_acronym(found["host"]):
        return None
    words = words_of_name(found["own"])
    is_unnamed = found.re is _HOST_FIRST or (words.kinds and split_title(found["own"]).name is None)
    if is_unnamed and len(words.content) >= _FEWEST_OWN:
        return Tracked(found["host"], " ".join(["workshop:", *sorted(words.content)]))
    return Tracked(found["own"], "") if words.content else Tracked(found["host"], "workshops")


def _track(found: re.Match[str]) -> str:
    """The track's one name, whatever it is written as."""
    groups = found.groupdict()
    if groups.get("proposals"):
        return f"{groups['of'].casefold()} proposals"
    if groups.get("main"):
        return ""
    named = next((name for index, name in enumerate(_NAMED) if groups.get(f"t{index}")), None)
    return named or " ".join(words_of_title(groups.get("any") or groups.get("on") or ""))
