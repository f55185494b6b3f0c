"""Small settlements for the tests of 08, and the documents that they list."""

import copy
from collections.abc import Mapping
from typing import Any

from tests.dte.comprobante_retencion.sales import CODES, SUPPLIER, held
from tests.dte.support import document

__all__ = ["CODES", "MANDANTE", "held", "settled", "settlement", "sold"]

MANDANTE: dict[str, Any] = {**SUPPLIER, "codDomiciliado": 1}
THIRD = {"nit": SUPPLIER["numDocumento"], "nombre": SUPPLIER["nombre"], "codDomiciliado": 1}


def settled(gravada: Any = 100, **more: Any) -> dict[str, Any]:
    """A line; a field given as `...` is left out."""
    whole = {
        "tipoDte": "03",
        "numeroDocumento": CODES[0],
        "fechaEmision": "2026-09-04",
        "ventaGravada": gravada,
        "observaciones": "Venta de prueba",
        **more,
    }
    return {key: value for key, value in whole.items() if value is not ...}


def settlement(*lines: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """The input of a 08."""
    whole = {
        "tipoDte": "08",
        "receptor": copy.deepcopy(MANDANTE),
        "cuerpoDocumento": list(lines) or [settled()],
        **copy.deepcopy(more),
    }
    return {key: value for key, value in whole.items() if value is not ...}


def sold(sale: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """A document that we issued on behalf of the mandante, as it was signed; `changes` are of the context."""
    made = document({"ventaTercero": THIRD, **sale}, **changes)
    made["identificacion"]["codigoGeneracion"] = CODES[0]
    return made
