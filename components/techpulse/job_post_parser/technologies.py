"""The technologies that a text names: every form found in it, the doubtful ones weighed by what stands around them.

Belongs here: finding forms, and deciding on each by itself and in lists. Does not: the forms (`taxonomy.py`), what
counts as evidence (`technology_evidence.py`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress, count

from techpulse.job_post_parser.technology_evidence import (
    Mention,
    Passage,
    employer_field,
    is_among_companies,
    is_cased,
    is_employer,
    is_meant,
    is_role,
    is_worked_on,
    may_be_meant,
    neighbours,
    passage_of,
)
from techpulse.job_post_parser.technology_foils import without_foils
from techpulse.job_post_parser.technology_forms import DISCIPLINE, HYPHENS, LINE_END, Forms, Kind, Vocabulary

_HOST_MARKS = frozenset({".", "@", "d"})
_HOST_ENDS = frozenset({"com", "io", "org", "net", "co", "ai", "dev"})
_SURE, _CASED, _MAKER = Kind.SURE, Kind.CASED, Kind.MAKER


def find_technologies(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Keys of the technologies that `text` names: sorted, each once. Linear in the text; never raises."""
    passage = passage_of(vocabulary.words_of(text))
    accepted: list[Mention] = []
    doubtful: list[Mention] = []
    for found in without_foils(passage, _without_employer(passage, _mentions(passage.lower, vocabulary.forms))):
        (accepted if found.form.kind is _SURE or _is_sure(passage, found) else doubtful).append(found)
    if doubtful:
        starts = {found.start for found in (*accepted, *doubtful)}
        rest: list[Mention] = []
        for found in doubtful:
            if may_be_meant(passage, found, starts=starts):
                (accepted if is_meant(passage, found) else rest).append(found)
        if rest:
            accepted += _listed(passage, rest, accepted=accepted)
    return tuple(sorted({found.form.key for found in accepted}))


def _mentions(lower: Sequence[str], forms: Mapping[str, Forms]) -> list[Mention]:
    """Every form from left to right, of overlapping ones the longest that begins first; none within an address."""
    found: list[Mention] = []
    free = 0
    for place in compress(count(), map(forms.__contains__, lower)):
        form, longer = forms[lower[place]]
        end = place + 1
        after = lower[end]
        if place < free or (form is None and after not in longer and after not in HYPHENS):
            continue  # as for most of them, since some phrases begin with `the` or the like
        if longer:
            second = lower[place + 2] if after in HYPHENS else after
            for candidate in longer.get(second, ()):
                if further := _end(lower, place, form=candidate.words):
                    form, end = candidate, further
                    break
        if form:
            free = end
            if form.key and not (lower[end][:1] in _HOST_MARKS and _is_host(lower, end)):
                found.append(Mention(place, end, form))
    return found


def _end(lower: Sequence[str], start: int, *, form: tuple[str, ...]) -> int:
    """Where the words of a form end if they stand at `start`, hyphens between them or not; 0 where they don't."""
    place = start + 1
    for word in form[1:]:
        if lower[place] in HYPHENS:
            place += 1
        if lower[place] != word:
            return 0
        place += 1
    return place


def _is_host(lower: Sequence[str], end: int) -> bool:
    """Whether what follows a form makes it a part of an address: `golang.org`, `go@acme.io`, `go.jobs@acme.io`."""
    after = lower[end]
    if after == ".":
        return lower[end + 2][:1] == "@" != lower[end + 2]
    return (len(after) > 1 and after[0] in ".@") or (after == "dot" and lower[end + 1] in _HOST_ENDS)


def _without_employer(passage: Passage, mentions: list[Mention]) -> Iterable[Mention]:
    """All but those that are the employer's name or a part of it, wherever that stands, but for "Acme developers"."""
    field = employer_field(passage)
    if not mentions or mentions[0].end > field.stop or is_role(passage, field):
        return mentions
    return _others(passage, mentions, field=field)


def _others(passage: Passage, mentions: Iterable[Mention], *, field: range) -> Iterator[Mention]:
    own: set[tuple[str, str]] = set()
    for found in mentions:
        key, before = found.form.key, passage.lower[found.start - 1] or LINE_END
        is_in_field = found.end - 1 in field
        if is_in_field and is_employer(passage, found, field=field):
            own.add((key, ""))
        elif is_in_field and (found.form.kind is not _SURE or found.form.category == DISCIPLINE):
            own.add((key, before))
        elif not own or not (own & {(key, ""), (key, before)}) or is_worked_on(passage, found):
            yield found


def _is_sure(passage: Passage, mention: Mention) -> bool:
    """Whether a form that is not sure everywhere is so here."""
    kind = mention.form.kind
    if kind is _MAKER:
        return not is_among_companies(passage, mention)
    return kind is _CASED and is_cased(passage, mention)


def _listed(passage: Passage, doubtful: Sequence[Mention], *, accepted: Iterable[Mention]) -> Iterator[Mention]:
    """The doubtful ones beside an accepted one in a list, or beside one that is so, in both directions.

    Technologies first: a discipline beside a word does not make that word one, but the other way round.
    """
    ends, starts = set[int](), set[int]()
    beside = [(found, *neighbours(passage, found)) for found in doubtful]
    for is_discipline in (False, True):
        of_group = [each for each in beside if (each[0].form.category == DISCIPLINE) is is_discipline]
        if not of_group:
            continue
        anchors = [found for found in accepted if is_discipline or found.form.category != DISCIPLINE]
        ends.update([found.end for found in anchors])
        starts.update([found.start for found in anchors])
        for found, left, right in (*of_group, *reversed(of_group)):
            if found.start not in starts and not (ends.isdisjoint(left) and starts.isdisjoint(right)):
                ends.add(found.end)
                starts.add(found.start)
                yield found
