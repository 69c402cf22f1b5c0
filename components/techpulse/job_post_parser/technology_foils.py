"""Whether a post names a technology without working with it: as a yardstick, a former employer, a customer.

Belongs here: the phrases that say so, whatever the form. Does not: evidence for doubtful forms
(`technology_evidence.py`), an employer of that name.
"""

from collections.abc import Iterable, Iterator, Sequence

from techpulse.job_post_parser.technology_context import LIST_MARKS
from techpulse.job_post_parser.technology_evidence import Mention, Passage
from techpulse.job_post_parser.technology_forms import DISCIPLINE, LINE_END

_LEADING = 3
_NO_FIRMS = frozenset({"language", "os", "mobile", "protocol", "embedded", DISCIPLINE})


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_RIVALS_AFTER = _words("meets alternative alternatives competitor competitors clone compatible")
_GATHERINGS = _words("meetup meetups conference conferences partner partners partnership partnerships")
_OWNED = _words("app apps application applications site sites website websites store stores project projects")
_RIVALS = _words("alternative alternatives competitor competitors rival compared")
_COMPETING = _words("compete competes competing")
_BETTER = _words("much easier better for with without more faster simpler cheaper")
_FORMER = _words("former ex")
_MAKERS = _words("creator creators inventor inventors author authors founder founders designers")
_NAMING = _words("of behind the")
_FIRMS = _words("company companies team people force startup")
_LEADS = _words("including include includes like as are from of at by with")
_CIRCLE = _words(
    "customers clients investors founders founder cofounders alumni companies partners brands invested employees "
    "veterans leaders executives acquired trusted investments angels giants"
)
_ALLIED = _words("partnered partnering partner partners partnership partnerships")
_DEEDS = _words("trusted acquired funded founded")
_NO_EMPLOYED = _words(
    "expert experts excel excels good great strong skilled proficient adept best look looking hosted hosting deployed "
    "running runs run servers"
)
_ALLUDING = _FORMER | {"-"}
_FLAVORS = _words("flavored flavoured style styled like inspired compatible esque")
_HELPING = _words("help helps helping enable enables enabling let lets empower empowers allow allows")
_TEAMS = _words("team teams")
_TELLING = _words("meets think like to with against the better worse their")


def without_foils(passage: Passage, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """The mentions, but for those that the words around them make something else than what people work with."""
    lower = passage.lower
    known, lead = 0, 0
    for found in mentions:
        before, after = lower[found.start - 1], lower[found.end]
        may_be_firm = found.form.category not in _NO_FIRMS
        if may_be_firm:
            lead = _list_lead(passage, found.start - 1, known=known, lead=lead)
            known = found.start - 1
        if not (
            after in _RIVALS_AFTER
            or after in _GATHERINGS
            or (before in _TELLING and _is_compared(passage, found))
            or (before in _NAMING and _is_maker_named(lower, found.start))
            or (may_be_firm and lower[lead] in _LEADS and _is_of_firms(lower, lead))
            or ((after in _TEAMS or before in _HELPING) and _is_of_others(lower, found))
            or ((after == "-" or before in _ALLUDING) and _is_allusion(lower, found))
        ):
            yield found


def _is_compared(passage: Passage, mention: Mention) -> bool:
    """Whether it is for comparison: the X of Y, a better X, an alternative to X; or customers': their X app."""
    lower, start, end = passage.lower, mention.start, mention.end
    match lower[start - 1]:
        case "the" | "think" as before:
            is_so = lower[end] == ("of" if before == "the" else "for")
        case "like":
            is_so = lower[end] == "," and lower[end + 1] == "but" and lower[end + 2] in _BETTER
        case "to":
            is_so = lower[start - 2] in _RIVALS
        case "their":
            is_so = lower[end] in _OWNED
        case "better" | "worse":
            is_so = lower[start - 2] == "a"
        case before:
            is_so = before == "meets" or lower[start - 2] in _COMPETING
    return is_so


def _is_allusion(lower: Sequence[str], mention: Mention) -> bool:
    """Whether it is what somebody was or something is like, unless it is a discipline: former X lead, X-flavored."""
    if mention.form.category == DISCIPLINE:
        return False
    before = lower[mention.start - 1]
    if lower[mention.end] == "-" and lower[mention.end + 1] in _FLAVORS:
        return True
    return (lower[mention.start - 2] if before == "-" else before) in _FORMER


def _is_of_others(lower: Sequence[str], mention: Mention) -> bool:
    """Whether it is a discipline of colleagues or customers: with the X team, helps X teams."""
    if mention.form.category != DISCIPLINE:
        return False
    before, has_team = lower[mention.start - 1], lower[mention.end] in _TEAMS
    if before in _HELPING:
        return has_team or mention.form.words[-1].endswith("s")
    return has_team and before in {"the", "our"} and lower[mention.start - 2] == "with"


def _is_maker_named(lower: Sequence[str], start: int) -> bool:
    """Whether it tells who somebody is: the creators of X, the company behind the X project."""
    place = start - 2 if lower[start - 1] == "the" else start - 1
    whom = lower[place - 1]
    return (lower[place] == "of" and whom in _MAKERS) or (lower[place] == "behind" and whom in _FIRMS)


def _list_lead(passage: Passage, place: int, *, known: int, lead: int) -> int:
    """Where the word stands that led to a list of names that ends at `place`; `lead` if that goes back to `known`."""
    words, lower = passage.words, passage.lower
    while place > known and lower[place] != LINE_END and (words[place][0].isupper() or lower[place] in LIST_MARKS):
        place -= 1
    return lead if place == known else place


def _is_of_firms(lower: Sequence[str], lead: int) -> bool:
    """Whether the word that led to a list says whose names they are: `customers such as A, X`, `worked at X`."""
    word = lower[lead]
    if word == "at":
        return lower[lead - 1] not in _NO_EMPLOYED
    if word == "by":
        return lower[lead - 1] in _DEEDS
    if word == "with":
        return lower[lead - 1] in _ALLIED
    return not _CIRCLE.isdisjoint(lower[max(0, lead - _LEADING) : lead])
