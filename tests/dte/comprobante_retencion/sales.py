"""Small retention certificates for the tests of 07, and the documents that they list."""

import copy
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tests.dte.support import CONTRIBUYENTE, document

from facturaxpress import dte

D = Decimal
CODES = (
    "7C1D2F5A-0B3E-4D6C-9A81-5E4F3D2C1B0A",
    "3F2504E0-4F89-41D3-9A0C-0305E82C3301",
    "9A7B330A-E811-4D6C-8B1F-6C2A1D0E5F44",
)
SUPPLIER: dict[str, Any] = {
    **{key: value for key, value in CONTRIBUYENTE.items() if key != "nit"},
    "tipoDocumento": "36",
    "numDocumento": CONTRIBUYENTE["nit"],
}
SEAL = "2026" + "A" * 36


def listed(monto: Any = 250, code: str = "22", **more: Any) -> dict[str, Any]:
    """A line; a field given as `...` is left out."""
    whole = {
        "tipoDte": "03",
        "numeroDocumento": CODES[0],
        "fechaEmision": "2026-09-04",
        "montoSujetoGrav": monto,
        "codigoRetencionMH": code,
        "descripcion": "Compra de prueba",
        **more,
    }
    return {key: value for key, value in whole.items() if value is not ...}


def retention(*lines: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """The input of a 07."""
    whole = {
        "tipoDte": "07",
        "receptor": copy.deepcopy(SUPPLIER),
        "cuerpoDocumento": list(lines) or [listed()],
        **copy.deepcopy(more),
    }
    return {key: value for key, value in whole.items() if value is not ...}


def bought(sale: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """A document that the supplier issued to us, as it was signed."""
    made = document(sale)
    ours, theirs = made["emisor"], made["receptor"]
    made["identificacion"]["codigoGeneracion"] = CODES[0]
    made["emisor"] = {**ours, "nit": SUPPLIER["numDocumento"]}
    field = "nit" if "nit" in theirs else "numDocumento"
    made["receptor"] = {**theirs, field: ours["nit"]}
    return {**made, **changes}


def held(made: Mapping[str, Any], **more: Any) -> dict[str, dte.Held]:
    """What is known of a document, by its code: sealed, unless it says otherwise."""
    known = {"selloRecibido": SEAL, "sealed": datetime(2026, 9, 4, 18, tzinfo=UTC), **more}
    return {made["identificacion"]["codigoGeneracion"]: dte.Held(document=made, **known)}
