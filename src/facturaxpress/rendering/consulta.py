"""The link to the tax authority's public query and the QR code that carries it."""

import io
from datetime import date
from typing import Final
from urllib.parse import urlencode

import segno

from facturaxpress.rendering.estado import RenderingError

CONSULTA: Final = "https://admin.factura.gob.sv/consultaPublica"
"""Page of the Ministerio de Hacienda that shows whether a document exists and in which state (Manual Funcional 2.0)."""

_MASK: Final = 4
"""Any of the eight masks reads equally well; a fixed one spares the search for the best, two thirds of the time."""
_QUIET_ZONE: Final = 4


def consulta_url(ambiente: str, codigoGeneracion: str, fecEmi: date | str) -> str:
    """The address under which anybody can verify a document.

    `ambiente` is `00` (test) or `01` (production), `fecEmi` a date or its ISO text `YYYY-MM-DD`.
    """
    query = {"ambiente": ambiente, "codGen": codigoGeneracion, "fechaEmi": str(fecEmi)}
    return f"{CONSULTA}?{urlencode(query)}"


def qr_svg(content: str) -> bytes:
    """`content` as a QR code of error level M with its quiet zone of four modules, black on white, as SVG.

    RenderingError for more than a QR code holds.
    """
    out = io.BytesIO()
    try:
        code = segno.make_qr(content, error="m", mask=_MASK, boost_error=False)
    except segno.DataOverflowError as error:
        raise RenderingError(f"El código QR no puede llevar {len(content)} caracteres; revise la fecha.") from error
    code.save(out, kind="svg", border=_QUIET_ZONE, dark="#000", light="#fff", xmldecl=False, svgns=True, nl=False)
    return out.getvalue()
