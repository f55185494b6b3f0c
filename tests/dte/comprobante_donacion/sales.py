"""Small donations for the tests of 15."""

import copy
from collections.abc import Mapping
from typing import Any

from tests.dte.support import CONTRIBUYENTE

DONOR: dict[str, Any] = {
    "tipoDocumento": "36",
    "numDocumento": "06141506181024",
    "nombre": "DONANTE DE PRUEBA",
    "direccion": CONTRIBUYENTE["direccion"],
    "correo": "donante@example.com",
}
RESOLUTION = {"codDocAsociado": 1, "descDocumento": "Resolución", "detalleDocumento": "Resolución 1-EJE-2026"}


def cash(valorUni: Any = 100, **more: Any) -> dict[str, Any]:
    """Money; a field given as `...` is left out."""
    return _line({"tipoDonacion": 1, "descripcion": "Dinero", "valorUni": valorUni, **more})


def thing(valorUni: Any = 100, cantidad: Any = 1, **more: Any) -> dict[str, Any]:
    whole = {"tipoDonacion": 2, "cantidad": cantidad, "uniMedida": 59, "descripcion": "Bien", "valorUni": valorUni}
    return _line({**whole, **more})


def work(valorUni: Any = 100, cantidad: Any = 1, **more: Any) -> dict[str, Any]:
    whole = {"tipoDonacion": 3, "cantidad": cantidad, "descripcion": "Servicio", "valorUni": valorUni}
    return _line({**whole, **more})


def _line(whole: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in whole.items() if value is not ...}


def donor(**changes: Any) -> dict[str, Any]:
    return {key: value for key, value in {**DONOR, **changes}.items() if value is not ...}


ABROAD = donor(
    tipoDocumento="03", numDocumento="P9876543", direccion=..., codDomiciliado=2, codPais="US", nombre="Donor Example"
)


def donation(*lines: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A donation (15)."""
    return {
        "tipoDte": "15",
        "receptor": copy.deepcopy(DONOR),
        "otrosDocumentos": [dict(RESOLUTION)],
        "cuerpoDocumento": list(lines) or [cash()],
        **copy.deepcopy(more),
    }
