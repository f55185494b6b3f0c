"""Codes turned into the names people read; an unknown code prints as it was transmitted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from facturaxpress.dte import catalogs
from facturaxpress.rendering.figures import ABSENT


@dataclass(frozen=True, slots=True)
class Codes:
    """The catalogues as they stood for one document: those of its regime, on its day."""

    regime: catalogs.Regime
    on: date | None

    def entry(self, catalog: str, code: str, departamento: str | None = None) -> catalogs.Entry | None:
        """The entry valid on the document's day, else the one in force: a name is better than a bare code."""
        dated = catalogs.lookup(catalog, code, regime=self.regime, on=self.on, departamento=departamento)
        return dated or catalogs.lookup(catalog, code, regime=self.regime, departamento=departamento)

    def name(self, catalog: str, code: Any, departamento: str | None = None) -> str:
        entry = self.entry(catalog, str(code), departamento)
        return entry.label if entry else str(code)

    def informative(self, tributo: Any) -> bool:
        """Whether a tribute belongs to section 3 of CAT-015 alone, which travels in the summary but is not printed."""
        entry = self.entry("CAT-015", str(tributo))
        return entry is not None and entry.sections == (3,)


Show = Callable[[Any, Codes], str]
"""How a value is printed."""


def text(value: Any, _codes: Codes) -> str:
    return ABSENT if value is None or value == "" else str(value)


def catalog(number: str) -> Show:
    """Prints a code of that catalogue (`CAT-016`) as its name."""

    def show(value: Any, codes: Codes) -> str:
        return ABSENT if value is None else codes.name(number, value)

    return show


def cause(value: Any, codes: Codes) -> str:
    """Prints the cause of a contingency (CAT-005)."""
    return ABSENT if value is None else plain(codes.name("CAT-005", value))


def plain(name: str) -> str:
    """The name without MH's instruction to whoever fills in the form: `Otro (deberá digitar …)` -> `Otro`."""
    return name.split(" (", 1)[0]
