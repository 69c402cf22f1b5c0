"""Bytes to text, and texts tidied. Pure.

Belongs here: charsets, what is no text at all, white space, web addresses. Does not: HTML (`markup.py`), YAML.
"""

import re
from codecs import lookup
from urllib.parse import quote, urljoin, urlsplit

from techpulse.conference_client.records import Page, UnknownPageError

_MOST_BYTES = 5_000_000  # more than ten times the longest page of these sites
_SHOWN_CHARACTERS = 80
_SURROGATES = re.compile("[\ud800-\udfff]")
_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), " ")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})")
_DECLARED_WITHIN = 2_048  # bytes: where HTML says its charset, if it does
_NO_WORDS = frozenset({"", "~", "null", "none"})


def tidied(value: str | None) -> str | None:
    """The text in one line, white space collapsed, without control characters; None where it is blank."""
    text = " ".join((value or "").translate(_CONTROLS).split())
    return _SURROGATES.sub("\ufffd", text) or None


def said(value: object) -> str | None:
    """The text, tidied; None where it is none, or only YAML's or Python's word for nothing."""
    text = tidied(value) if isinstance(value, str) else None
    return None if text is None or text.lower() in _NO_WORDS else text


def text_of(page: Page, *, expected: str, types: tuple[str, ...]) -> str:
    """The body as text, in the charset that it declares, else UTF-8; a letter that can't be read becomes U+FFFD.

    Raises:
        UnknownPageError: it is empty, binary, far too long, in an unknown charset, or of none of the content `types`.
    """
    kind = (page.content_type or "").partition(";")[0].strip().lower()
    if kind and not any(known in kind for known in types):
        raise unknown(page, expected=expected, found=f"content of type {kind[:_SHOWN_CHARACTERS]}")
    if len(page.body) > _MOST_BYTES:
        raise unknown(page, expected=expected, found=f"{len(page.body)} bytes")
    if not page.body.strip():
        raise unknown(page, expected=expected, found="nothing at all")
    if b"\x00" in page.body:
        raise unknown(page, expected=expected, found="binary data, or text in a charset such as UTF-16")
    charset = _charset_of(page)
    try:
        return page.body.decode(charset, "replace").removeprefix("\ufeff")
    except (LookupError, UnicodeError) as error:
        raise unknown(page, expected=expected, found=f"a charset that can't be read, {charset}") from error


def unknown(page: Page, *, expected: str, found: str) -> UnknownPageError:
    """The error that says what was expected of the page and what was found in it."""
    return UnknownPageError(page.source, url=page.url, expected=expected, found=found)


def beginning_of(text: str | None) -> str:
    """The first words of a text, quoted, for an error: error pages say why they came."""
    return repr((tidied(text) or "")[:_SHOWN_CHARACTERS])


def web_address(text: str | None, *, at: str) -> str | None:
    """The absolute http(s) address that a link on the page `at` means, blanks quoted; None where it is none."""
    try:
        address = urljoin(at, (text or "").strip())
        parts = urlsplit(address)
        is_one = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return None
    tidy = tidied(address) if text and text.strip() and is_one else None
    return quote(tidy, safe="%/:=&?~#+!$,;'@()*[]") if tidy else None


def _charset_of(page: Page) -> str:
    beginning = page.body[:_DECLARED_WITHIN].decode("ascii", "replace")
    declared = _CHARSET.search(page.content_type or "") or _CHARSET.search(beginning)
    name = declared[1] if declared else "utf-8"
    try:
        return "utf-8" if lookup(name).name == "ascii" else name
    except LookupError:
        return name
