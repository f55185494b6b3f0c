"""What a graphic representation is made of: a table per document type, read by `view`, drawn by the one template.

A type of document is a `Layout` in a module of its own under `layouts/`. Labels are those of the Ministerio de
Hacienda's layouts (Manual Funcional 2.0, chapter XXII) with its typing slips put right; the order of the tuples is the
order on paper.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from facturaxpress.rendering import figures
from facturaxpress.rendering.names import Codes, Show, text

Record = Mapping[str, Any]
Pair = tuple[str, str]


def at(record: Any, path: str) -> Any:
    """The value under a dotted path, None where any part of it is missing or null."""
    for key in path.split("."):
        if not isinstance(record, Mapping):
            return None
        record = record.get(key)
    return record


def records(value: Any) -> list[Record]:
    """The objects of an array, or the one object; anything else counts as none."""
    return [record for record in (value if isinstance(value, list) else [value]) if isinstance(record, Mapping)]


def amount(value: Any, _codes: Codes) -> str:
    return figures.amount(value)


def integer(value: Any, _codes: Codes) -> str:
    return figures.integer(value)


def day(value: Any, _codes: Codes) -> str:
    return figures.day(value)


class Entry(Protocol):
    """One or more labelled values of a box."""

    def pairs(self, record: Record, codes: Codes) -> Iterable[Pair]: ...


@dataclass(frozen=True, slots=True)
class Field:
    """A label and the value under `path`; `-` for null."""

    label: str
    path: str
    show: Show = text
    share: int = 0
    """In a section of several entries, the field's part of the room that free texts divide among them; 0 for codes and
    dates, which take what they need."""

    def pairs(self, record: Record, codes: Codes) -> Iterable[Pair]:
        yield self.label, self.show(at(record, self.path), codes)


@dataclass(frozen=True, slots=True)
class Composed:
    """A label whose value is made from a whole object (an address, a date with its hour)."""

    label: str
    compose: Callable[[Record, Codes], str]

    def pairs(self, record: Record, codes: Codes) -> Iterable[Pair]:
        yield self.label, self.compose(record, codes)


@dataclass(frozen=True, slots=True)
class Section:
    """A box of its own that prints its title and a dash when unused (category D)."""

    title: str
    path: str
    fields: tuple[Field, ...]
    note: Callable[[Record, Codes], str | None] = lambda _record, _codes: None
    """A line of its own under an entry; None for none."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the body. `kind` decides alignment and how the width is found."""

    label: str
    key: str
    kind: Literal["number", "code", "unit", "text", "figure"]
    show: Show = text


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the summary."""

    label: str
    path: str
    kind: Literal["plain", "strong", "total"] = "plain"


@dataclass(frozen=True, slots=True)
class Sums:
    """The first line of the summary, each figure under the column it adds up: the last ones of the body, in order."""

    label: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tributes:
    """One line a tribute, with a heading line; tributes of CAT-015 section 3 are informative and stay off the page."""

    path: str
    name_label: str = "Nombre del Tributo:"
    value_label: str = "Valor del Tributo"


@dataclass(frozen=True, slots=True)
class Layout:
    tipoDte: str
    version: int
    regime: Literal["1.x", "2.0"]
    title: str
    codes: tuple[Entry, ...]
    """Left zone of the heading: the identifying codes, save for the seal, which is no part of the document."""
    facts: tuple[Entry, ...]
    """Right zone of the heading."""
    parties: tuple[tuple[str, tuple[Entry, ...]], ...]
    """Titled boxes side by side, issuer first."""
    sections: tuple[Section, ...]
    body: str
    """Path of the lines."""
    columns: tuple[Column, ...]
    line_note: Callable[[Record, Codes], str | None]
    """Small print under a line's description; None for none."""
    sums: Sums
    summary: tuple[Row | Tributes, ...]
    closing: tuple[Entry, ...]
    observations: Field
    price_note: str
    """What the reader must know of the prices, small, beside the summary."""
