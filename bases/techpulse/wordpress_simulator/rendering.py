"""JSON as PHP writes it: slashes escaped, nothing but ASCII, no spaces.

Here: bytes of a value, and of some of its fields.
Not here: what the values are (`shapes`, `errors`).
"""

import json
from collections.abc import Set as AbstractSet


def render(value: object) -> bytes:
    """The bytes of `value`; keys keep their order."""
    # A slash can stand in JSON only within a string, so all of them may be escaped afterwards.
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/").encode("ascii")


def render_some(body: bytes, names: AbstractSet[str]) -> bytes:
    """The object `body` with just the fields called `names`, in their order; without any it is PHP's empty array."""
    return render({name: value for name, value in json.loads(body).items() if name in names} or [])
