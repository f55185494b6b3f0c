"""The legible version of a document, as PDF and as pictures of its pages."""

import json
from datetime import datetime
from functools import lru_cache

from facturaxpress.rendering import engine, view
from facturaxpress.rendering.body import printed_lines
from facturaxpress.rendering.consulta import qr_svg
from facturaxpress.rendering.estado import RenderingError, settle
from facturaxpress.rendering.figures import instant
from facturaxpress.rendering.layout import Record, at
from facturaxpress.rendering.logo import check_logo, default_logo
from facturaxpress.rendering.reading import layout_of, qr_content, read


def render_pdf(
    document: bytes,
    *,
    sello: str | None,
    fh_procesamiento: str | None = None,
    logo: bytes | None = None,
    estado: str | None = None,
    invalidacion: bytes | None = None,
) -> bytes:
    """The graphic representation of a document or event, of either regime, as a PDF of letter size.

    document: the JSON text that was signed, or a draft's (`Draft.preview()` as JSON) with `estado="BORRADOR"`.
    sello: the 40 characters of `selloRecibido`, None while there is none.
    fh_procesamiento: MH's `fhProcesamiento`, printed beside the seal.
    logo: PNG, JPEG or SVG (see `check_logo`); None prints our own mark.
    estado: FIRMADO, PROCESADO, INVALIDADO, RECHAZADO or BORRADOR; None takes INVALIDADO with `invalidacion`, PROCESADO
        with a seal and FIRMADO without.
    invalidacion: the JSON text of the event that invalidates the document, whose code and date are printed.

    The same arguments give the same bytes. Safe to call from several threads, which run side by side: the typesetter
    does not hold the interpreter. Raises RenderingError (no layout for the type, unreadable document, state and seal
    that contradict each other, an event that invalidates another document) and LogoError, both ValueError.
    Source: Manual Funcional del Sistema de Transmisión 2.0, chapters IV and XXII.
    """
    files, at_, lines = _prepare(document, sello, fh_procesamiento, logo, estado, invalidacion)
    return engine.pdf(files, at_, lines=lines)


def render_png(
    document: bytes,
    *,
    sello: str | None,
    fh_procesamiento: str | None = None,
    logo: bytes | None = None,
    estado: str | None = None,
    invalidacion: bytes | None = None,
    dpi: float = 144,
    page: int = 0,
) -> bytes:
    """One page of what `render_pdf` gives, as a PNG picture at `dpi`; `page` counts from 0.

    IndexError for a page that does not exist.
    """
    files, at_, lines = _prepare(document, sello, fh_procesamiento, logo, estado, invalidacion)
    pages = engine.png(files, at_, dpi, lines=lines)
    if not 0 <= page < len(pages):
        raise IndexError(f"page {page} of {len(pages)}")
    return pages[page]


def _prepare(
    document: bytes,
    sello: str | None,
    fh_procesamiento: str | None,
    logo: bytes | None,
    estado: str | None,
    invalidacion: bytes | None,
) -> tuple[dict[str, bytes], datetime, int]:
    tree = read(document)
    event = None if invalidacion is None else _event(invalidacion, tree)
    settled = settle(estado, sello, invalidated=event is not None)
    data = view.compose(view.Request(tree, layout_of(tree), settled, sello, fh_procesamiento, event))
    files = {
        "view.json": json.dumps(data, ensure_ascii=False).encode(),
        "logo.json": _logo_file(default_logo() if logo is None else logo),
    }
    if data["qr"]:
        files["qr.svg"] = qr_svg(qr_content(tree))
    day, hour = (at(tree, f"identificacion.{key}") for key in ("fecEmi", "horEmi"))
    return files, instant(day, hour), printed_lines(data["table"])


def _event(invalidacion: bytes, document: Record) -> Record:
    event = read(invalidacion)
    if at(event, "documento.codigoGeneracion") != at(document, "identificacion.codigoGeneracion"):
        raise RenderingError("El evento de invalidación se refiere a otro documento.")
    return event


@lru_cache(maxsize=16)
def _logo_file(logo: bytes) -> bytes:
    check_logo(logo)
    return engine.as_numbers(logo)
