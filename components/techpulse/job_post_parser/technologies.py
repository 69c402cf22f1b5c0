"""The technologies that a text names: every form found in it, the doubtful ones weighed by what stands around them.

Belongs here: finding forms, and deciding on each by itself and in lists. Does not: the forms (`taxonomy.py`), what
counts as evidence (`technology_evidence.py`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from techpulse.job_post_parser.technology_evidence import (
    Mention,
    Passage,
    employer_field,
    is_among_companies,
    is_cased,
    is_employer,
    is_meant,
    is_worked_on,
    may_be_meant,
    neighbours,
)
from techpulse.job_post_parser.technology_forms import DISCIPLINE, HYPHENS, LINE_END, Forms, Kind, Vocabulary


def find_technologies(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Keys of the technologies that `text` names: sorted, each once. Linear in the text; never raises."""
    words, beginnings = vocabulary.words_of(text)
    passage = Passage(words)
    accepted: list[Mention] = []
    doubtful: list[Mention] = []
    mentions = _without_employer(passage, _mentions(passage, beginnings, forms=vocabulary.forms))
    for found in mentions:
        (accepted if _is_sure(passage, found) else doubtful).append(found)
    if doubtful:
        starts = {found.start for found in (*accepted, *doubtful)}
        possible = [found for found in doubtful if may_be_meant(passage, found, starts=starts)]
        meant = {found for found in possible if is_meant(passage, found)}
        accepted += meant
        rest = [found for found in possible if found not in meant]
        accepted += list(_listed(passage, rest, accepted=accepted))
    return tuple(sorted({found.form.key for found in accepted}))


def _mentions(passage: Passage, beginnings: Iterable[int], *, forms: Mapping[str, Forms]) -> Iterator[Mention]:
    """Every form from left to right, of overlapping ones the longest that begins first."""
    free = 0
    for place in beginnings:
        if place >= free:
            found = _longest(passage, place, forms=forms[passage.words[place].lower()])
            if found:
                free = found.end
                if found.form.key and not _is_host(passage, found.end):
                    yield found


def _longest(passage: Passage, place: int, *, forms: Forms) -> Mention | None:
    if forms.longer:
        second = passage.at(place + 1)
        for form in forms.longer.get(passage.at(place + 2) if second in HYPHENS else second, ()):
            end = _end(passage, place, form=form.words)
            if end:
                return Mention(place, end, form)
    return Mention(place, place + 1, forms.single) if forms.single else None


def _end(passage: Passage, start: int, *, form: tuple[str, ...]) -> int:
    """Where the words of a form end if they stand at `start`, hyphens between them or not; 0 where they don't."""
    place = start + 1
    for word in form[1:]:
        if passage.at(place) in HYPHENS:
            place += 1
        if passage.at(place) != word:
            return 0
        place += 1
    return place


def _is_host(passage: Passage, end: int) -> bool:
    """Whether the words that end here are a part of an address: `golang` of `golang.org`, `go` of `go@acme.io`."""
    after = passage.at(end)
    return len(after) > 1 and after[0] in ".@"


def _without_employer(passage: Passage, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """All but those that are the employer's name or a part of it, wherever that stands, but for "Acme developers"."""
    field = employer_field(passage)
    own: set[tuple[str, str]] = set()
    for found in mentions:
        key, before = found.form.key, passage.at(found.start - 1) or LINE_END
        is_in_field = found.end - 1 in field
        if is_in_field and is_employer(passage, found, field=field):
            own.add((key, ""))
        elif is_in_field and (found.form.kind is not Kind.SURE or found.form.category == DISCIPLINE):
            own.add((key, before))
        elif not own or not (own & {(key, ""), (key, before)}) or is_worked_on(passage, found):
            yield found


def _is_sure(passage: Passage, mention: Mention) -> bool:
    kind = mention.form.kind
    if kind is Kind.MAKER:
        return not is_among_companies(passage, mention)
    return kind is Kind.SURE or (kind is Kind.CASED and is_cased(passage, mention))


def _listed(passage: Passage, doubtful: Sequence[Mention], *, accepted: Iterable[Mention]) -> Iterator[Mention]:
    """The doubtful ones beside an accepted one in a list, or beside one that is so, in both directions.

    Technologies first: a discipline beside a word does not make that word one, but the other way round.
    """
    ends, starts = set[int](), set[int]()
    for is_discipline in (False, True):
        of_group = [found for found in doubtful if (found.form.category == DISCIPLINE) is is_discipline]
        anchors = [found for found in accepted if is_discipline or found.form.category != DISCIPLINE]
        ends.update(found.end for found in anchors)
        starts.update(found.start for found in anchors)
        for found in (*of_group, *reversed(of_group)):
            left, right = neighbours(passage, found)
            if found.start not in starts and not (ends.isdisjoint(left) and starts.isdisjoint(right)):
                ends.add(found.end)
                starts.add(found.start)
                yield found
