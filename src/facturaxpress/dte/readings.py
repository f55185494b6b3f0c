"""Where MH's own sources disagree: each reading has a name, and a default.

Both sides are documented in docs/decisions/0002-readings.md. `build` follows the reading that stands here; `validate`
accepts a document made under any of them.
"""

from typing import Literal

from msgspec import Struct


class Readings(Struct, frozen=True, kw_only=True):
    """Which side to take when issuing."""

    montoTotalOperacion01: Literal["A", "B"] = "A"
    """01 v2. A: before retention (field text of the earlier structures). B: net of it (layout of p. 58)."""
    montoTotalOperacion03: Literal["A", "B"] = "B"
    """03 v4. B: with perception and net of retention (figures of Manual Funcional 2.0 p. 50). A: before both."""
    noGravado: Literal["suma", "resta"] = "suma"
    """`suma`: a positive line is a charge and adds (rule of p. 32). `resta`: a positive line is taken off (figures of
    p. 50)."""
    base59: Literal["neta", "precio"] = "neta"
    """Base of the tourism tax of 5 % in 01: the price without IVA, or the printed price. No example settles it."""
    descuento59: Literal["proporcional", "ninguno"] = "proporcional"
    """Whether the global discount lowers the base of the tourism tax."""


DEFAULT = Readings()
