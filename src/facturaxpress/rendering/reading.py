"""From the signed text to the document and the layout that prints it."""

import json
from decimal import Decimal

from facturaxpress.rendering.consulta import consulta_url
from facturaxpress.rendering.estado import RenderingError
from facturaxpress.rendering.layout import Layout, Record, at
from facturaxpress.rendering.layouts import LAYOUTS
from facturaxpress.rendering.names_1x import in_names_of_2_0


def read(document: bytes) -> Record:
    """The document or event as a mapping with exact decimals and the names of 2.0.

    RenderingError if it is no JSON object.
    """
    try:
        tree = json.loads(document, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise RenderingError("El documento no es un JSON legible.") from error
    if not isinstance(tree, dict):
        raise RenderingError("El documento no es un objeto JSON.")
    return in_names_of_2_0(tree)


def layout_of(document: Record) -> Layout:
    """The layout of a document that `read` gave; RenderingError if there is none for its type and version."""
    kind, version = _kind(document), at(document, "identificacion.version")
    known = LAYOUTS.get((kind, version), ()) if type(version) is int else ()
    for layout in known:
        if layout.applies(document):
            return layout
    raise RenderingError(f"No hay representación gráfica para el tipo de documento {kind}, versión {version}.")


def qr_content(document: Record) -> str:
    """What the QR code of an issued document or event says."""
    identificacion = {key: at(document, f"identificacion.{key}") for key in ("ambiente", "codigoGeneracion", "fecEmi")}
    if absent := [key for key, value in identificacion.items() if not isinstance(value, str)]:
        raise RenderingError(f"Al documento le falta {', '.join(absent)}; solo puede imprimirse como borrador.")
    return consulta_url(identificacion["ambiente"], identificacion["codigoGeneracion"], identificacion["fecEmi"])


def _kind(document: Record) -> str:
    """`tipoDte`, `tipoEvento`, or the name of an event that has no code and is known by its parts."""
    for key in ("tipoDte", "tipoEvento"):
        if at(document, f"identificacion.{key}") is not None:
            return str(at(document, f"identificacion.{key}"))
    if "detalleDTE" in document:
        return "contingencia"
    return "invalidacion" if "motivo" in document and "documento" in document else "desconocido"
