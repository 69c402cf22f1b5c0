"""YAML to mappings, lists and texts, every scalar exactly as it is written: no dates, numbers, booleans made of it.

Belongs here: YAML's grammar, and what is refused of it. Does not: what a key means.
Aliases are refused, because a few of them can stand for billions of entries; tags are passed over; so is deep nesting.
"""

from typing import TypeAlias

import yaml

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree]"

_DEEPEST = 32
_MOST_NODES = 500_000
_TWICE = "key written twice: "


class NotYamlError(ValueError):
    """The text is no YAML, or such as nobody needs for conferences: with aliases, nested too deep, endless."""


class _Open:
    """A list or mapping that has begun: what has been read of it so far."""

    def __init__(self, *, is_mapping: bool) -> None:
        self.is_mapping = is_mapping
        self.nodes: list[Tree] = []

    @property
    def value(self) -> Tree:
        return _mapping(self.nodes) if self.is_mapping else self.nodes


def tree_of(text: str) -> Tree:
    """The one document; of a key that stands twice the first value, and the key again under `key written twice: `.

    Raises:
        NotYamlError: it is no YAML that is taken here.
    """
    try:
        return _built(text)
    except (yaml.YAMLError, UnicodeError, RecursionError) as error:
        raise NotYamlError(f"no YAML: {' '.join(str(error).split())[:200]}") from error


def keys_written_twice(mapping: dict[str, Tree]) -> tuple[str, ...]:
    """The keys of which only the first value was taken."""
    return tuple(key.removeprefix(_TWICE) for key in mapping if key.startswith(_TWICE))


def _built(text: str) -> Tree:
    # Events come one after another: nothing here goes down a level by calling itself, so depth can't hurt.
    stack = [_Open(is_mapping=False)]
    for count, event in enumerate(yaml.parse(text, Loader=yaml.CBaseLoader)):
        if count > _MOST_NODES or len(stack) > _DEEPEST:
            raise NotYamlError("YAML nested too deep, or without an end")
        _take(event, stack)
    if len(stack[0].nodes) > 1:
        raise NotYamlError("YAML of several documents")
    return stack[0].nodes[0] if stack[0].nodes else ""


def _take(event: yaml.Event, stack: list[_Open]) -> None:
    if isinstance(event, yaml.AliasEvent):
        raise NotYamlError("YAML with aliases")
    if isinstance(event, yaml.ScalarEvent):
        stack[-1].nodes.append(event.value)
    elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
        stack.append(_Open(is_mapping=isinstance(event, yaml.MappingStartEvent)))
    elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
        done = stack.pop().value
        stack[-1].nodes.append(done)


def _mapping(nodes: list[Tree]) -> dict[str, Tree]:
    found: dict[str, Tree] = {}
    for key, value in zip(nodes[::2], nodes[1::2], strict=True):
        name = key if isinstance(key, str) else repr(key)[:80]
        found.setdefault(f"{_TWICE}{name}" if name in found else name, value)
    return found
