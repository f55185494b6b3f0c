"""The law as dated data: which structure a type has on a day, and which reading of MH's texts is followed.

A table is rows. Of the rows that fit a question, the most specific wins (of a tenant before of all, of a type before of
all, of an ambiente before of both), and of equally specific ones the latest that has begun. A type goes before an
ambiente, so that what is said of one type is not undone by what is said of everything in production.

The day is the document's `fecEmi` in El Salvador; for an event that carries the date of the document it acts on, the
day it is sent, because MH takes one regime at a time.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from facturaxpress.dte.readings import DEFAULT, SPECS, Readings

ESTRUCTURA = "estructura"
"""Name of the setting that picks structures: a regime (`1.x`, `2.0`) or, for one type, a version number."""

Structures = Mapping[tuple[str, int], str]
"""The structures known: regime (`1.x`, `2.0`) by type (CAT-002, `invalidacion`, `contingencia`) and version."""


class Setting(Struct, frozen=True):
    """One row: from `since` on, `name` is `value`, for everything or for a type, an ambiente, a tenant."""

    name: str
    """`estructura`, or a field of `Readings`."""
    value: str
    since: date
    tipo: str | None = None
    """CAT-002, `invalidacion` or `contingencia`."""
    ambiente: str | None = None
    """`00` tests, `01` production (CAT-001)."""
    tenant: str | None = None
    note: str = ""
    """Why, for people."""


BEGINNING = date.min

SHIPPED: tuple[Setting, ...] = (
    Setting(ESTRUCTURA, "1.x", BEGINNING, note="Estructuras de 2022"),
    Setting(ESTRUCTURA, "2.0", date(2026, 6, 1), ambiente="00", note="Normativa 2.0, ambiente de pruebas"),
    Setting(ESTRUCTURA, "2.0", date(2026, 12, 1), ambiente="01", note="Normativa 2.0, producción"),
)
"""What MH has announced; the readings' defaults stand in `Readings` itself."""


_REMEMBERED_AT_MOST = 1000


class LawTable:
    """Answers for the rows given, of which a later one goes before an equal earlier one. Never changes."""

    __slots__ = ("_days", "_readings", "rows", "tenant")

    def __init__(self, rows: Iterable[Setting] = SHIPPED, *, tenant: str | None = None) -> None:
        """Rows of another tenant than `tenant` never answer, and are left out."""
        self.tenant = tenant
        self.rows = tuple(row for row in rows if row.tenant in (None, tenant))
        self._days = sorted({row.since for row in self.rows})
        self._readings: dict[tuple[str, str, int], Readings] = {}

    def find(self, name: str, tipo: str, on: date, ambiente: str) -> Setting | None:
        """The row in force; None where nothing was set."""
        fitting = [
            (row.tenant is not None, row.tipo is not None, row.ambiente is not None, row.since, place, row)
            for place, row in enumerate(self.rows)
            if row.name == name and row.since <= on and row.tipo in (None, tipo) and row.ambiente in (None, ambiente)
        ]
        return max(fitting)[-1] if fitting else None

    def version(self, tipo: str, on: date, ambiente: str, known: Structures) -> int | None:
        """The version of a type's structure; None where none is in force.

        That is: the regime in force does not have the type, or the version that was set is not among those known.
        """
        row = self.find(ESTRUCTURA, tipo, on, ambiente)
        if row is None:
            return None
        if row.value.isdecimal():
            return int(row.value) if (tipo, int(row.value)) in known else None
        return max((version for (kind, version), of in known.items() if kind == tipo and of == row.value), default=None)

    def begins(self, tipo: str, after: date, ambiente: str, known: Structures) -> date | None:
        """The first day after `after` on which a structure of the type is in force; None where no row says one."""
        return next((day for day in self._days if day > after and self.version(tipo, day, ambiente, known)), None)

    def readings(self, tipo: str, on: date, ambiente: str) -> Readings:
        """The readings in force: those that were set, and the defaults for the rest."""
        # Between two days on which a row begins every answer is the same.
        key = (tipo, ambiente, bisect_right(self._days, on))
        found = self._readings.get(key)
        if found is None:
            rows = {name: self.find(name, tipo, on, ambiente) for name in SPECS}
            chosen: dict[str, Any] = {name: SPECS[name].parse(row.value) for name, row in rows.items() if row}
            found = replace(DEFAULT, **chosen)
            if len(self._readings) >= _REMEMBERED_AT_MOST:
                self._readings.clear()
            self._readings[key] = found
        return found
