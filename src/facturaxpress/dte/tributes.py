"""CAT-015 as rules of calculation: which tribute has which rate, per what, and where it may stand.

Rates are dated data: a change of law is a new row with `since`, not a change of code. Names are those of the catalogue.
Sources: Manual Funcional 2.0 p. 35–40, CAT-015.
"""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Literal

from msgspec import Struct

from facturaxpress.dte import catalogs
from facturaxpress.dte.catalogs import Regime

IVA = "20"
EXPORT = "C3"
"""Tribute of exports, 0 %: listed with 0.00 where it is used (Manual Funcional 2.0 p. 36)."""

Base = Literal["venta", "unidad", "galon", "diferencia"]
"""What a rate is applied to: the net price, each unit, each gallon, or the suggested price above the price."""


class Rate(Struct, frozen=True):
    code: str
    value: Decimal
    """A fraction of the base, or dollars per unit."""
    base: Base
    source: str
    since: date | None = None
    until: date | None = None
    """The last day it holds."""


RATES = (
    Rate("20", Decimal("0.13"), "venta", "Manual Funcional 2.0 p. 35–36 y 50; Ley de IVA art. 54"),
    Rate("59", Decimal("0.05"), "venta", "CAT-015"),
    Rate("71", Decimal("7.00"), "unidad", "CAT-015"),
    Rate("D1", Decimal("0.20"), "galon", "Manual Funcional 2.0 p. 35–36"),
    Rate("C8", Decimal("0.10"), "galon", "Manual Funcional 2.0 p. 35–36"),
    Rate("C5", Decimal("0.08"), "diferencia", "Manual Funcional 2.0 p. 39–40"),
    Rate("C6", Decimal("0.39"), "diferencia", "CAT-015"),
    Rate("C7", Decimal("1.00"), "diferencia", "CAT-015"),
)

RETENTION = Rate("22", Decimal("0.01"), "venta", "Código Tributario art. 162; CAT-006")
PERCEPTION = Rate("", Decimal("0.01"), "venta", "Código Tributario art. 163")
RENTA = Rate("", Decimal("0.10"), "venta", "Código Tributario art. 156")
"""Income tax withheld from who is excluded from IVA."""
RETENTION_FROM = Decimal("100.00")
"""Net amount from which retention and perception apply (Código Tributario art. 162 and 163)."""

SECTION_1 = frozenset({"20", "C3", "59", "71", "D1", "C8", "D5"})
"""All section 1 codes in use; D4 is internal to MH (Manual Funcional 2.0 p. 38)."""

AS_LINE = frozenset({"A8", "57", "90", "A6", "D5"})
"""Section 2 codes: an own line with `codTributo` (Manual Funcional 2.0 p. 36–38)."""

GIVEN = frozenset({"D5"})
"""Section 1 codes whose amount depends on the case and is given."""


@cache
def rate(code: str, on: date) -> Rate | None:
    """The rate of that tribute on that day; None if its amount has to be given."""
    for row in RATES:
        if row.code == code and (row.since is None or row.since <= on) and (row.until is None or on <= row.until):
            return row
    return None


@cache
def informative(code: str, regime: Regime) -> bool:
    """Whether it is a section 3 code: listed in the summary, added to nothing (Manual Funcional 2.0 p. 38–40)."""
    entry = catalogs.lookup("CAT-015", code, regime=regime)
    return entry is not None and entry.sections == (3,)


@cache
def name(code: str, regime: Regime) -> str:
    """The catalogue's name of the tribute; empty if there is none."""
    entry = catalogs.lookup("CAT-015", code, regime=regime)
    return entry.name if entry is not None else ""
