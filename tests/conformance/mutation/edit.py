"""One change in a document: where, what, and the document with it."""

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

Step = str | int
Steps = tuple[Step, ...]


class _Missing:
    def __repr__(self) -> str:
        return "nothing"


MISSING = _Missing()
"""The value of a key that is taken out."""


class Mutation(Struct, frozen=True, kw_only=True):
    """A document changed, and where what is wrong with it should be told."""

    kind: str
    path: str
    """The field that is wrong, as `cuerpoDocumento[0].cantidad`."""
    value: Any
    document: dict[str, Any]
    source: str
    """What forbids it; empty if only MH's schema can say."""
    also: tuple[str, ...] = ()
    """Other places where it may be told as well, each with a reason that stands where the kind is defined."""
    warned: bool = False
    """Whether a warning is all that it deserves."""
    held: Any = None
    """The documents held, where the kind is about another document."""


_STEP = re.compile(r"([^.\[\]]+)|\[([0-9]+)\]")


def steps(path: str) -> Steps:
    """`a.b[0]` as ("a", "b", 0)."""
    return tuple(int(index) if index else name for name, index in _STEP.findall(path))


def text(of: Steps) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in of).lstrip(".")


def get(document: Any, path: str) -> Any:
    """What stands there; MISSING if the document has no such place."""
    for step in steps(path):
        if isinstance(step, int):
            if not isinstance(document, list) or step >= len(document):
                return MISSING
        elif not isinstance(document, dict) or step not in document:
            return MISSING
        document = document[step]
    return document


def put(document: Any, path: str, value: Any) -> Any:
    """A copy with that value there, or without the key if it is MISSING; what is not changed is shared."""
    return _put(document, steps(path), value)


def _put(part: Any, way: Steps, value: Any) -> Any:
    if not way:
        return value
    step, rest = way[0], way[1:]
    copied: Any = list(part) if isinstance(part, list) else dict(part)
    if not rest and value is MISSING:
        del copied[step]
    elif isinstance(step, str) and step not in copied:
        copied[step] = _put({}, rest, value) if rest else value
    else:
        copied[step] = _put(copied[step], rest, value)
    return copied


def changed(document: Any, changes: dict[str, Any]) -> Any:
    for path, value in changes.items():
        document = put(document, path, value)
    return document


def leaves(part: Any, way: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """Every place of the document that is no object, with lists before what is in them."""
    if isinstance(part, dict):
        for key, inner in part.items():
            yield from leaves(inner, (*way, key))
        return
    yield way, part
    if isinstance(part, list):
        for index, inner in enumerate(part):
            yield from leaves(inner, (*way, index))


def objects(part: Any, way: Steps = ()) -> Iterator[tuple[Steps, dict[str, Any]]]:
    if isinstance(part, dict):
        yield way, part
        for key, inner in part.items():
            yield from objects(inner, (*way, key))
    elif isinstance(part, list):
        for index, inner in enumerate(part):
            yield from objects(inner, (*way, index))
