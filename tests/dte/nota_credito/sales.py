"""Small notes, and the documents that they adjust."""

import copy
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tests.dte.support import CONTRIBUYENTE, EMISOR, ccf, document, line

from facturaxpress import dte

D = Decimal
ADJUSTED = "AC54E9DB-79C5-42CE-B430-EC552C97EFBA"
CERTIFICATE = "B1F2C3D4-0B3E-4D6C-9A81-5E4F3D2C1B0B"
SEAL = "2026" + "A1B2C3D4E5F6" * 3
RELATED = {"tipoDocumento": "03", "tipoGeneracion": 2, "numeroDocumento": ADJUSTED, "fechaEmision": "2026-08-13"}
OF_RETENTION = RELATED | {"tipoDocumento": "07", "numeroDocumento": CERTIFICATE}
RECEIVER: dict[str, Any] = {
    "tipoDocumento": "36",
    "numDocumento": CONTRIBUYENTE["nit"],
    **{key: value for key, value in CONTRIBUYENTE.items() if key != "nit"},
}


def note(*lines: dict[str, Any], tipo: str = "05", **more: Any) -> dict[str, Any]:
    """An input of 05 or 06 over one crédito fiscal; a section given as `...` is left out."""
    whole = {
        "tipoDte": tipo,
        "documentoRelacionado": [RELATED],
        "receptor": RECEIVER,
        "cuerpoDocumento": list(lines) or [line()],
        **more,
    }
    return copy.deepcopy({key: value for key, value in whole.items() if value is not ...})


def over_retention(*lines: dict[str, Any], code: str | None = "22", **more: Any) -> dict[str, Any]:
    """An input of 05 over a comprobante de retención."""
    usual = {"descripcion": "Retención de más", "precioUni": D("250.00")}
    summary = more.pop("resumen", {}) | ({} if code is None else {"codigoRetencionMH": code})
    return note(*(lines or (usual,)), documentoRelacionado=[OF_RETENTION], resumen=summary, **more)


def adjusted(*lines: dict[str, Any], version: int = 4, **more: Any) -> dict[str, Any]:
    """A crédito fiscal as it was signed, issued on 13 August 2026."""
    day = datetime(2026, 8, 13, 16, tzinfo=UTC)
    made = document(ccf(*(lines or [line(21, 25)]), **more), now=day, version=version)
    made["identificacion"]["codigoGeneracion"] = ADJUSTED
    return made


def certificate(base: Decimal, **own: Any) -> dict[str, Any]:
    """What a note reads of a comprobante de retención."""
    return {
        "identificacion": {"tipoDte": "07", "fecEmi": "2026-08-13", "codigoGeneracion": CERTIFICATE},
        "emisor": {"nit": EMISOR.nit},
        "receptor": {"tipoDocumento": "36", "numDocumento": CONTRIBUYENTE["nit"]},
        "resumen": {"totalSujetoRetencion": base},
        **own,
    }


def held(original: dict[str, Any], *affecting: dict[str, Any], **changes: Any) -> dict[str, dte.Held]:
    """The issuer's record of one document, sealed and in force unless `changes` say otherwise."""
    whole: dict[str, Any] = {"selloRecibido": SEAL, "sealed": datetime(2026, 8, 13, 17, tzinfo=UTC), **changes}
    return {original["identificacion"]["codigoGeneracion"]: dte.Held(document=original, affecting=affecting, **whole)}
