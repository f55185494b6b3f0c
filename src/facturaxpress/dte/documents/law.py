"""What sets one structure apart from the others."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from facturaxpress.dte.catalogs import Regime

Conditions = Mapping[str, list[dict[str, Any]]]
"""What MH's schema says with `if` and `then`, by place: `resumen`, `cuerpoDocumento[]`; the empty text is the top."""


class Law(Struct, frozen=True, kw_only=True):
    """One structure: a type of document or event in one version."""

    tipo: str
    """Code of CAT-002, or `invalidacion` or `contingencia`."""
    version: int
    regime: Regime
    document: type[Struct]
    """Keys in MH's order. Attributes have the names of 2.0 whatever the structure calls them."""
    title: str
    gross: bool = False
    """Whether prices include IVA."""
    related: frozenset[str] = frozenset()
    """Types it may relate (Manual Funcional 2.0 p. 17–20)."""
    conditions: Conditions = {}
