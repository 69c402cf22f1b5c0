"""XML to the shape that the same record has in JSON: objects, lists of what stands there more than once, texts.

Belongs here: XML's grammar, and what is refused of it. Does not: what an element means.
Attributes and comments are passed over, blank elements are None. A document type is refused: with it go entities.
"""

from typing import NoReturn
from xml.parsers import expat

_DEEPEST = 64


class NotXmlError(ValueError):
    """The text is no XML, or such as nobody needs for a record: with a document type, nested too deep."""


class _Open:
    """An element that has begun: what has been read of it so far."""

    def __init__(self, name: str, begin: int) -> None:
        self.name = name
        self.begin = begin
        self.texts: list[str] = []
        self.children: dict[str, list[object]] = {}

    @property
    def value(self) -> object:
        if self.children:
            return {name: values[0] if len(values) == 1 else values for name, values in self.children.items()}
        return "".join(self.texts).strip() or None


class _Builder:
    """Builds the tree of one text, and remembers where each child of the root begins and ends in its bytes."""

    def __init__(self, text: str) -> None:
        self._raw = text.removeprefix("\ufeff").encode()
        self._open = [_Open("", 0)]
        self.slices: list[tuple[str, str]] = []
        # The encoding is said here because a text has none: .NET declares UTF-16 whatever it sends.
        self._parser = expat.ParserCreate("utf-8")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = _refuse_type
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.Parse(self._raw, True)  # noqa: FBT003 - expat takes no keywords

    @property
    def value(self) -> object:
        """The document, as an object whose one field is its root."""
        return self._open[0].value

    @property
    def root(self) -> str:
        """The root's name."""
        return next(iter(self._open[0].children))

    def _start(self, name: str, _: object) -> None:
        if len(self._open) > _DEEPEST:
            raise NotXmlError("it is nested too deep")
        self._open.append(_Open(name.rpartition(":")[2], self._parser.CurrentByteIndex))

    def _end(self, _: str) -> None:
        done = self._open.pop()
        self._open[-1].children.setdefault(done.name, []).append(done.value)
        if len(self._open) == 2:  # noqa: PLR2004 - the document and its root
            self.slices.append((done.name, self._raw[done.begin : self._end_of(done)].decode()))

    def _end_of(self, element: _Open) -> int:
        """Where the element ends: expat stands before an end tag, but behind `<Bill/>`."""
        here = self._parser.CurrentByteIndex
        is_one_tag = not element.children and not element.texts and self._raw.endswith(b"/>", element.begin, here)
        return here if is_one_tag else self._raw.index(b">", here) + 1

    def _text(self, text: str) -> None:
        self._open[-1].texts.append(text)


def tree_of(text: str) -> object:
    """The document as an object whose one field is its root.

    Raises:
        NotXmlError: it is no XML that is taken here.
    """
    return _built(text).value


def slices_of(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The root's name, and of each of its children the name and the text, cut out letter by letter.

    Raises: as `tree_of`.
    """
    built = _built(text)
    return built.root, built.slices


def _built(text: str) -> _Builder:
    try:
        return _Builder(text)
    except (expat.ExpatError, UnicodeEncodeError) as error:
        raise NotXmlError(f"it is no XML: {error}") from error


def _refuse_type(*_: object) -> NoReturn:
    raise NotXmlError("it has a document type")
