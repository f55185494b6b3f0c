"""Small sales of 04."""

import copy
from typing import Any

from tests.dte.nota_credito.sales import RECEIVER
from tests.dte.support import line

CONSIGNEE: dict[str, Any] = RECEIVER | {"bienTitulo": "03"}
EXPORTED = {
    "tipoDocumento": "11",
    "tipoGeneracion": 2,
    "numeroDocumento": "E5B9D0C1-0B3E-4D6C-9A81-5E4F3D2C1B0D",
    "fechaEmision": "2026-09-01",
}


def remission(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A sale of 04; a section given as `...` is left out."""
    whole = {"tipoDte": "04", "receptor": CONSIGNEE, "cuerpoDocumento": list(lines) or [line()], **more}
    return copy.deepcopy({key: value for key, value in whole.items() if value is not ...})
