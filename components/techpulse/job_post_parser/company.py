"""Who hires.

Belongs here: the choice among the head's fields, sentences and addresses. Does not: cutting the head (`header.py`),
what sentences and addresses say (`mentions.py`), cleaning a name and comparing names (`names.py`).
"""

import re
from collections.abc import Iterator

from techpulse.job_post_parser.domains import named_by_addresses
from techpulse.job_post_parser.fields import is_no_name, without_place
from techpulse.job_post_parser.header import Header, fields_of
from techpulse.job_post_parser.hirers import by_address, said
from techpulse.job_post_parser.names import is_name_like, name_in
from techpulse.job_post_parser.places import places
from techpulse.job_post_parser.roles import is_title

_LABEL = re.compile(
    r"^[\W_]*(?:company|employer|organi[sz]ation)\s*(?:name)?\s*[:\-–]\s*(?P<name>[^\n|,(]{2,50})",
    re.IGNORECASE | re.MULTILINE,
)
_TITLE_AT = re.compile(r"\s(?:@\s?|at\s)(?P<name>[A-Z0-9][^|,(]{1,40})$")
_ODD = frozenset("/#)]=%$")
_SMALL = frozenset(("of", "the", "and", "for", "de", "&", "by", "la", "le", "on"))
_NEAR, _SHORT = 1500, 40


def find_company(header: Header, text: str) -> str | None:
    """The company as it is written; None where nothing names it.

    Bars set a name apart surely. Without them a label, the head's fields, the next line's, the sentences that say who
    hires, and the name that the addresses share with the text are asked, in this order.
    """
    if header.is_barred:
        return next(_barred(header, text), None) or said(text) or by_address(text)
    return _labelled(text) or next(_free(header), None) or said(text) or by_address(text)


def _barred(header: Header, text: str) -> Iterator[str]:
    """Names among the head's fields; the first field is one if it is nothing else, or if an address is named so."""
    for position, field in enumerate(header.fields[:8]):
        if position == 0 and ("@" in field or " at " in field) and (at := _TITLE_AT.search(field)):
            before = field[: at.start()]
            if is_title(before) or not is_name_like(before):
                yield from filter(None, [name_in(at["name"])])
        name = name_in(field)
        if not name:
            continue
        if position == 0 and not (is_no_name(name, is_first=True) and name.lower() not in named_by_addresses(text)):
            yield _without_town(name)
        elif position and not is_no_name(name) and is_name_like(name) and not places(name):
            yield name


def _without_town(name: str) -> str:
    """The name without the town behind its comma: `Acme` of `Acme, Boston, MA`, but not of an university's name."""
    if "," not in name or "Univ" in name:
        return name
    before = without_place(name)
    return before if name[len(before) :].startswith(",") else name


def _free(header: Header) -> Iterator[str]:
    """Names among the fields of a head without bars, and at the beginning of the two lines below it."""
    for field in _free_fields(header):
        if (at := _TITLE_AT.search(field)) and is_title(field[: at.start()]):
            yield from filter(None, [name_in(at["name"])])
        name = name_in(without_place(field))
        if name and is_name_like(name) and not _ODD & set(name) and _is_capital(name) and not is_no_name(name):
            yield name


def _free_fields(header: Header) -> Iterator[str]:
    yield from header.fields[:6]
    for line in header.lines[:2]:
        fields = fields_of(line)
        if len(fields) > 1 or len(line) < _SHORT:
            yield fields[0]


def _is_capital(name: str) -> bool:
    """Whether each word begins as a name's word does."""
    return all(not word[0].islower() or word in _SMALL for word in name.split())


def _labelled(text: str) -> str | None:
    found = _LABEL.search(text, 0, _NEAR)
    return name_in(found["name"]) if found else None
