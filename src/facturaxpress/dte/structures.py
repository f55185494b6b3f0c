"""The structures and types known, for all that asks; `discovery` fills them when the law is imported.

They stand apart from it because what makes and judges a type reads the others through them.
"""

from collections.abc import Mapping
from typing import Any

from facturaxpress.dte.catalogs import Regime
from facturaxpress.dte.documents.law import Law, Type

LAWS: dict[tuple[str, int], Law] = {}
"""By type and version, in this order."""
REGIMES: dict[tuple[str, int], Regime] = {}
"""Regime by type and version, as the law table asks for it."""
TYPES: dict[str, Type] = {}
"""By code."""


def said_type(document: Mapping[str, Any], own: Mapping[str, Any]) -> tuple[Any, str]:
    """The type that a complete document or event says in `identificacion` (`own`), and the field that says it.

    Two events say it only by what they are about.
    """
    if own.get("tipoEvento") is not None:
        return own["tipoEvento"], "tipoEvento"
    if own.get("tipoDte") is None and "motivo" in document:
        if "documento" in document:
            return "invalidacion", "tipoEvento"
        if "detalleDTE" in document:
            return "contingencia", "tipoEvento"
    return own.get("tipoDte"), "tipoDte"
