"""HTML pages to documents, nodes to their words, tables to their own rows. Pure.

Belongs here: what every page of HTML is made of, and what no page of these sites is. Does not: one site's structure.
"""

import re
from collections import Counter

from selectolax.lexbor import LexborHTMLParser, LexborNode

from techpulse.conference_client.records import Page
from techpulse.conference_client.texts import beginning_of, text_of, tidied, unknown

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_NEVER_CLOSED = frozenset(
    "area base br col dd dt embed hr img input li link meta option p source tbody td th tr track wbr".split()  # noqa: SIM905 - one line is easier to read
)
_DEEPEST = 500  # elements in one another; beyond some thousands an HTML parser takes minutes
_BREAKS = re.compile(r"<(?=/?(?:br|p|div|li|ul|ol|tr|td|h[1-6])\b)", re.IGNORECASE)
_LONGEST_NOTE = 10_000


def document_of(page: Page, *, expected: str, types: tuple[str, ...] = ("html",)) -> LexborHTMLParser:
    """The page's document.

    Raises:
        UnknownPageError: it is no HTML, or nested as no page of people's is.
    """
    text = text_of(page, expected=expected, types=types)
    if not _TAG.search(text):
        raise unknown(page, expected=expected, found=f"text without markup: {beginning_of(text)}")
    if is_too_deep(text):
        raise unknown(page, expected=expected, found="markup nested beyond all measure")
    return LexborHTMLParser(text)


def is_too_deep(markup: str) -> bool:
    """Whether hundreds of elements may stand in one another; those that are often left open don't count."""
    opened: Counter[str] = Counter()
    depth = 0
    for tag in _TAG.finditer(markup):
        name = tag[2].lower()
        if name in _NEVER_CLOSED:
            continue
        if not tag[1]:
            opened[name] += 1
            depth += 1
        elif opened[name]:
            opened[name] -= 1
            depth -= 1
        if depth > _DEEPEST:
            return True
    return False


def plain_text(markup: str | None) -> str | None:
    """The words of a piece of HTML, in one line; as they stand where it is too long or too deep to be a note."""
    if not markup or len(markup) > _LONGEST_NOTE or is_too_deep(markup) or not re.search(r"[<&]", markup):
        return tidied((markup or "")[:_LONGEST_NOTE])
    body = LexborHTMLParser(_BREAKS.sub(" <", markup)).body
    return tidied(body.text(deep=True)) if body else None


def words_of(node: LexborNode | None) -> str:
    """The words that a node shows, in one line."""
    return tidied(node.text(deep=True, separator=" ")) or "" if node else ""


def shown_in(document: LexborHTMLParser) -> str:
    """How the page presents itself, for an error: its title, else its first words."""
    title = words_of(document.css_first("title"))
    return (
        f"a page titled {beginning_of(title)}"
        if title
        else f"a page that begins {beginning_of(words_of(document.body))}"
    )


def rows_of(table: LexborNode) -> list[LexborNode]:
    """The table's own rows, without those of tables within it."""
    found = []
    for child in table.iter():
        if child.tag == "tr":
            found.append(child)
        elif child.tag in {"thead", "tbody", "tfoot"}:
            found += [row for row in child.iter() if row.tag == "tr"]
    return found


def cells_of(row: LexborNode) -> list[LexborNode]:
    """The row's own cells."""
    return [cell for cell in row.iter() if cell.tag in {"td", "th"}]


def attribute(node: LexborNode | None, name: str) -> str:
    """An attribute's text; empty where it is missing or has none."""
    return (node.attributes.get(name) or "") if node else ""


def link_in(node: LexborNode) -> str | None:
    """Where the first link within the node leads, as it is written."""
    return attribute(node.css_first("a[href]"), "href") or None
