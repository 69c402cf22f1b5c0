"""A post's HTML as plain text.

Belongs here: tags, entities, links, characters that don't show. Does not: what the text means.
"""

import re
from html import unescape

# Every pattern is linear: no quantifier can give back what its neighbour could take.
_BLOCK_TAG = re.compile(r"</?(?:p|pre|br|div|ul|ol|li|tr|table|blockquote|h[1-6]|hr)\b[^<>]*+>", re.IGNORECASE)
# As Hacker News writes them: the words are the address, cut short where it is long.
_USUAL_LINK = re.compile(r'<a (?<!\w<a )href="([^"]++)"(?: rel="nofollow")?+>https?:[^<]*+</a>(?!\w)')
_TAG = r"<[a-zA-Z/!?][^<>]*+>"
_TAGS = re.compile(rf"(?:{_TAG})++")
_HREF = re.compile(r"""href\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""", re.IGNORECASE)
_CLOSING = frozenset({"", ".", ",", ";", ":", ")", "]", "}", "!", "?", " ", "\n", "<"})
_ESCAPED_BREAK = re.compile(r"(?<![:\\])\\n")
_SPACES = re.compile(r"[ \t]{2,}")
_SURROGATES = range(0xD800, 0xE000)
_ASCII_SHAPES = bytes(range(ord(" "), ord("~") + 1)) + b"\n"
_EMPTY_LINES = re.compile(r"\n(?:[ \t]*+\n)++")


def plain_text(html: str) -> str:
    """The text that a reader sees, entities decoded once, each paragraph on lines of its own.

    A tag between two words parts them; a link is its full address, once, behind its words where those are not the
    address. Characters without a shape (controls, zero-width, direction marks) become spaces. Never raises.
    """
    text = _ESCAPED_BREAK.sub("\n", html) if "\\n" in html else html
    if "<" in text:
        text = _without_markup("".join(_USUAL_LINK.split(text)))
    text = _decoded(text) if "&" in text else text
    if not _has_shapes_only(text):
        text = _shown(text)
    if "  " in text:
        text = _SPACES.sub(" ", text) if "\t" in text else _single_spaced(text)
    return _EMPTY_LINES.sub("\n\n", text).strip()


def _single_spaced(text: str) -> str:
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def _has_shapes_only(text: str) -> bool:
    """Whether nothing but characters with a shape and line ends stands there; most of it is ASCII, quick as bytes."""
    rest = text.encode(errors="surrogatepass").translate(None, _ASCII_SHAPES)
    return not rest or rest.decode(errors="surrogatepass").isprintable()


def _shown(text: str) -> str:
    """The text with a space for each character without a shape, but for tabs and line ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    unseen = {ord(character) for character in set(text) if not character.isprintable()} - {ord("\n"), ord("\t")}
    return text.translate({code: "\ufffd" if code in _SURROGATES else " " for code in unseen})


def _decoded(text: str) -> str:
    """Entities as characters; the commonest first, since none of them can take part in another."""
    text = text.replace("&#x27;", "'").replace("&#x2F;", "/").replace("&quot;", '"')
    return unescape(text) if "&" in text else text


def _without_markup(html: str) -> str:
    """The HTML without tags; most posts have none but those that begin paragraphs."""
    text = html.replace("<p>", "\n\n")
    if "<" not in text:
        return text
    text = _with_addresses(html) if "<a " in html or "<A " in html else html
    text = text.replace("<p>", "\n\n").replace("</p>", "\n\n")
    return _TAGS.sub(_parting, _BLOCK_TAG.sub("\n", text))


def _parting(tags: re.Match[str]) -> str:
    """A space where the tags stand between two words, else nothing."""
    text = tags.string
    before, after = text[tags.start() - 1 : tags.start()], text[tags.end() : tags.end() + 1]
    return " " if before.isalnum() and after.isalnum() else ""


def _with_addresses(html: str) -> str:
    """The HTML with each link's element replaced by its address, still escaped."""
    before, *links = html.replace("<A ", "<a ").split("<a ")
    return before + "".join([_opened(link) for link in links])


def _opened(link: str) -> str:
    """What follows `<a `, up to the next one, as words and address."""
    attributes, closed, rest = link.partition(">")
    if not closed:
        return " "
    shown, _, after = rest.partition("</a>")
    address = _address(attributes)
    between = "" if after[:1] in _CLOSING else " "
    if not address or address[0] == "#":
        return f" {shown} {after}"
    if _shows(shown, address):
        return f" {address}{between}{after}"
    return f" {shown} {address}{between}{after}"


def _address(attributes: str) -> str:
    if attributes.startswith('href="'):
        return attributes[6 : attributes.find('"', 6)].strip()
    found = _HREF.search(attributes)
    return (found[1] or found[2] or "").strip() if found else ""


def _shows(shown: str, address: str) -> bool:
    """Whether the words are the address itself, whole or cut short."""
    if shown == address or (shown.endswith("...") and address.startswith(shown[:-3])):
        return True
    words = unescape(shown).strip().removesuffix("...").removesuffix("…").rstrip("/")
    if "." not in words:
        return False
    full = unescape(address)
    return full.startswith(words) or full.partition("://")[2].removeprefix("www.").startswith(words)
