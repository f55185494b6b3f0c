"""What a graphic representation is made of: a table per type and event, read by `view`, drawn by the one template.

A type is a module of its own under `layouts/`. Labels are those of the Ministerio de Hacienda's layouts (Manual
Funcional 2.0, chapter XXII) with its typing slips put right; the order of the tuples is the order on paper. Paths are
those of structure 2.0, for every structure (see `names_1x`). What only one regime's structures have says so: `only`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol, TypeVar

from facturaxpress.dte.catalogs import Regime
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


class Part(Protocol):
    @property
    def only(self) -> Regime | None:
        """The regime whose structures alone have the part; None for both."""


class Entry(Part, Protocol):
    """One or more labelled values of a box, or none."""

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
    only: Regime | None = None
    filled: bool = False
    """Printed only where it holds something: what MH's layouts leave out though its list asks for it (category B)."""
    strong: bool = False
    """The figure that a form is about."""

    def pairs(self, record: Record, codes: Codes) -> Iterable[Pair]:
        value = at(record, self.path)
        if value or not self.filled:
            yield self.label, self.show(value, codes)


@dataclass(frozen=True, slots=True)
class Composed:
    """A label whose value is made from a whole object (an address, a date with its hour)."""

    label: str
    compose: Callable[[Record, Codes], str]
    only: Regime | None = None

    def pairs(self, record: Record, codes: Codes) -> Iterable[Pair]:
        yield self.label, self.compose(record, codes)


@dataclass(frozen=True, slots=True)
class Party:
    """A titled box; boxes of the same document stand side by side, in pairs."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A box of its own that prints its title and a dash when unused (category D)."""

    title: str
    path: str
    fields: tuple[Field, ...]
    note: Callable[[Record, Codes], str | None] = lambda _record, _codes: None
    """A line of its own under an entry; None for none."""
    only: Regime | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A titled box of labelled values in two columns, read line by line. Not printed when none of them prints."""

    title: str
    entries: tuple[Entry, ...]
    only: Regime | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the body. `kind` decides alignment and how the width is found."""

    label: str
    key: str
    kind: Literal["number", "date", "code", "name", "unit", "text", "figure"]
    """`code` is broken where it must be, at its own hyphens first; `name` and `unit` are names of a catalogue's codes,
    set on as few lines as `most` allows, or one word a line; `text` takes what is left, and is what a note goes under.
    """
    show: Show = text
    only: Regime | None = None
    most: float | None = None
    """Points beyond which a `code` or `name` is not widened; None for the usual."""


@dataclass(frozen=True, slots=True)
class Sums:
    """The first line of the summary, each figure under the column it adds up: the last ones of the body, in order."""

    label: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """The table of lines."""

    path: str
    columns: tuple[Column, ...]
    sums: Sums | None = None
    note: Callable[[Record, Codes], str | None] = lambda _record, _codes: None
    """Small print under a line's text; None for none."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the summary."""

    label: str
    path: str
    kind: Literal["plain", "strong", "total"] = "plain"
    only: Regime | None = None


@dataclass(frozen=True, slots=True)
class Tributes:
    """One line a tribute, with a heading line; tributes of CAT-015 section 3 are informative and stay off the page."""

    path: str
    name_label: str = "Nombre del Tributo:"
    value_label: str = "Valor del Tributo"
    only: Regime | None = None


DOCUMENT_HEADING = "DOCUMENTO TRIBUTARIO ELECTRÓNICO"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    kind: str
    """`tipoDte` or `tipoEvento`; `invalidacion` and `contingencia` for the events without a code."""
    versions: Mapping[int, Regime]
    """The structure versions that the layout prints, each with the regime it belongs to."""
    applies: Callable[[Record], bool] = lambda _document: True
    """Whether the layout is that of the document; asked of a type's layouts in turn until one says yes."""
    heading: str = DOCUMENT_HEADING
    """The line above the title; empty for an event."""
    title: str
    codes: tuple[Entry, ...]
    """Left zone of the heading: the identifying codes, save for the seal, which is no part of the document."""
    facts: tuple[Entry, ...] = ()
    """Right zone of the heading."""
    parties: tuple[Party, ...]
    sections: tuple[Section, ...] = ()
    form: Form | None = None
    body: Body | None = None
    summary: tuple[Row | Tributes, ...] = ()
    closing: tuple[Entry, ...] = ()
    observations: Field | None = None
    extension: Form | None = None
    remark: str = ""
    """What the reader must know of the prices, small, beside the summary."""

    @property
    def noun(self) -> str:
        return "documento" if self.heading else "evento"

    def under(self, regime: Regime) -> "Layout":
        """The layout without the parts that only the other regime has."""
        return replace(
            self,
            codes=_kept(self.codes, regime),
            facts=_kept(self.facts, regime),
            parties=tuple(replace(party, entries=_kept(party.entries, regime)) for party in self.parties),
            sections=_kept(self.sections, regime),
            form=_form(self.form, regime),
            body=None if self.body is None else replace(self.body, columns=_kept(self.body.columns, regime)),
            summary=_kept(self.summary, regime),
            closing=_kept(self.closing, regime),
            extension=_form(self.extension, regime),
        )


P = TypeVar("P", bound=Part)


def _kept(parts: tuple[P, ...], regime: Regime) -> tuple[P, ...]:
    return tuple(part for part in parts if part.only in (None, regime))


def _form(form: Form | None, regime: Regime) -> Form | None:
    if form is None or form.only not in (None, regime):
        return None
    return replace(form, entries=_kept(form.entries, regime))
