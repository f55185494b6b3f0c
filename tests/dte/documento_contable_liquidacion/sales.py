"""Small settlements of card acquirers for the tests of 09."""

import copy
from typing import Any

from tests.dte.support import CONTRIBUYENTE

SHOP: dict[str, Any] = {**CONTRIBUYENTE, "tipoEstablecimiento": "02"}
WHO = {"nombEntrega": "Persona de Prueba", "docuEntrega": "012345678"}


def body(valorOperaciones: Any = 1130, **more: Any) -> dict[str, Any]:
    """What is settled; a field given as `...` is left out."""
    whole = {
        "periodoLiquidacionFechaInicio": "2026-09-14",
        "periodoLiquidacionFechaFin": "2026-09-14",
        "valorOperaciones": valorOperaciones,
        "comision": 0,
        "porcentComision": 0,
        **more,
    }
    return {key: value for key, value in whole.items() if value is not ...}


def acquired(of: Any = None, **more: Any) -> dict[str, Any]:
    """The input of a 09."""
    whole = {
        "tipoDte": "09",
        "receptor": copy.deepcopy(SHOP),
        "cuerpoDocumento": body() if of is None else of,
        "extension": dict(WHO),
        **copy.deepcopy(more),
    }
    return {key: value for key, value in whole.items() if value is not ...}
