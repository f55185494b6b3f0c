"""One entry of a catalogue, and the text format that the catalogues are kept in.

A catalogue is a text file, `data/CAT-nnn.txt`, made for being read by people and compared line by line:

    # a comment
    = Municipio                          the title; `= Title | regime=1.x` where the regimes name it differently
    @departamento 09                     an attribute of all the entries that follow; without a value it ends
    @regime 2.0
    10 CABAÑAS OESTE | proper=Cabañas Oeste | until=2026-06-30
    10 CABAÑAS ESTE | proper=Cabañas Este | since=2026-07-01

An entry is its code, a space and MH's text, then attributes of its own. Without `regime` it belongs to both regimes;
`since` and `until` are the first and the last day it is valid. A code that stands several times in a regime at the same
time is one entry: its sections come together, and further texts are kept in `also`.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import msgspec


class Entry(msgspec.Struct, frozen=True):
    """A code that MH publishes, with what it means."""

    code: str
    name: str
    """MH's text, letter for letter."""
    proper: str | None = None
    """The name as it is properly written, where MH's text is in capitals, cut short or carries a footnote's number."""
    departamento: str | None = None
    """CAT-012 code that a municipio or distrito lies in; only together with it is its code one of a kind."""
    municipio: str | None = None
    """CAT-013 code (2.0) that a distrito, or a municipio of before 2024's reform, belongs to."""
    by_law: str | None = None
    """CAT-008: the municipio that the law puts the distrito in, where that is another than the published table says."""
    sections: tuple[int, ...] = ()
    """CAT-015: where the tribute stands. 1 by item, shown in the summary; 2 as a line of its own; 3 informative."""
    group: str | None = None
    """CAT-019: the heading that an activity stands under."""
    iso3: str | None = None
    """CAT-020: ISO 3166 code that a numeric country code (1.x) stands for."""
    also: tuple[str, ...] = ()
    """Other texts that MH gives for the same code."""
    regime: str | None = None
    """"1.x", "2.0", or None for both."""
    since: date | None = None
    """First day on which the entry is valid; None: always was."""
    until: date | None = None
    """Last day on which the entry is valid; None: still is."""

    @property
    def label(self) -> str:
        """The name to print."""
        return self.proper or self.name

    def lies_in(self, municipio: str) -> bool:
        """Whether a distrito may stand beside that municipio, by the published table or by law."""
        return municipio in (self.municipio, self.by_law)

    def valid(self, on: date | None) -> bool:
        """Whether the entry is valid on that day; None asks for what has not ended."""
        if on is None:
            return self.until is None
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


Titles = dict[str | None, str]
"""Title by regime; None where both have the same."""


def read(text: str) -> tuple[Titles, list[Entry]]:
    """Reads a catalogue's text. Raises ValueError with the number of the line that it does not understand."""
    titles: Titles = {}
    entries: list[Entry] = []
    inherited: dict[str, Any] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line[0] == "#":
            continue
        try:
            if line[0] == "=":
                title, *own = line[2:].split(SEPARATOR)
                titles[dict(attribute.split("=", 1) for attribute in own).get("regime")] = title
            elif line[0] == "@":
                name, _, value = line[1:].partition(" ")
                inherited.pop("sections" if name == "section" else name, None)
                if value:
                    inherited.update(_attribute(name, value))
            else:
                head, *own = line.split(SEPARATOR)
                code, name = head.split(" ", 1)
                attributes = inherited
                if own:
                    attributes = inherited.copy()
                    for attribute in own:
                        attributes.update(_attribute(*attribute.split("=", 1)))
                entries.append(Entry(code, name, **attributes))
        except (ValueError, TypeError) as error:
            raise ValueError(f"line {number} is not understood: {line!r}") from error
    return titles, entries


def write(titles: Titles, entries: Iterable[Entry], comment: str) -> str:
    """The text that `read` gives back as these titles and entries."""
    lines = [f"# {comment}"]
    for regime, title in titles.items():
        lines.append(f"= {title}" + (f"{SEPARATOR}regime={regime}" if regime else ""))
    inherited: dict[str, str] = {}
    for entry in entries:
        written = dict(_written(entry))
        for name in _HEADINGS:
            value = written.pop(name, "")
            if inherited.get(name, "") != value:
                lines.append(f"@{name} {value}".rstrip())
                inherited[name] = value
        fields = [f"{entry.code} {entry.name}", *(f"{name}={value}" for name, value in written.items())]
        if any(SEPARATOR in field or "\n" in field for field in fields) or " " in entry.code or entry.code[0] in "#=@":
            raise ValueError(f"the format cannot hold {entry!r}")
        lines.append(SEPARATOR.join(fields))
    return "\n".join(lines) + "\n"


SEPARATOR = " | "
_HEADINGS = ("departamento", "municipio", "section", "group", "regime")


def _attribute(name: str, value: str) -> dict[str, Any]:
    if name == "section":
        return {"sections": (int(value),)}
    if name in ("since", "until"):
        return {name: date.fromisoformat(value)}
    return {name: value}


def _written(entry: Entry) -> Iterator[tuple[str, str]]:
    if len(entry.sections) > 1 or entry.also:
        raise ValueError(f"{entry.code} is written once for each of its sections and texts")
    for name in ("regime", "departamento", "municipio", "group", "proper", "by_law", "iso3"):
        if value := getattr(entry, name):
            yield name, value
    if entry.sections:
        yield "section", str(entry.sections[0])
    for name in ("since", "until"):
        if day := getattr(entry, name):
            yield name, day.isoformat()
