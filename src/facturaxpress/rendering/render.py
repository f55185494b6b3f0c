"""The legible version of a document, as PDF and as pictures of its pages."""

import json
from datetime import datetime
from functools import lru_cache

from facturaxpress.rendering import engine, view
from facturaxpress.rendering.consulta import qr_svg
from facturaxpress.rendering.estado import settle
from facturaxpress.rendering.figures import instant
from facturaxpress.rendering.layout import at
from facturaxpress.rendering.logo import check_logo, default_logo


def render_pdf(
    document: bytes,
    *,
    sello: str | None,
    fh_procesamiento: str | None = None,
    logo: bytes | None = None,
    estado: str | None = None,
) -> bytes:
    """The graphic representation of `document` as a PDF of letter size.

    document: the JSON text that was signed, or a draft's (`Draft.preview()` as JSON) with `estado="BORRADOR"`.
    sello: the 40 characters of `selloRecibido`, None while there is none.
    fh_procesamiento: MH's `fhProcesamiento`, printed beside the seal.
    logo: PNG, JPEG or SVG (see `check_logo`); None prints our own mark.
    estado: FIRMADO, PROCESADO, RECHAZADO or BORRADOR; None takes PROCESADO with a seal and FIRMADO without.

    The same arguments give the same bytes. Safe to call from several threads, which run side by side: the typesetter
    does not hold the interpreter. Raises RenderingError (no layout for the type, unreadable document, state and seal
    that contradict each other) and LogoError, both ValueError.
    Source: Manual Funcional del Sistema de Transmisión 2.0, chapters IV and XXII.
    """
    files, at_, lines = _prepare(document, sello, fh_procesamiento, logo, estado)
    return engine.pdf(files, at_, lines=lines)


def render_png(
    document: bytes,
    *,
    sello: str | None,
    fh_procesamiento: str | None = None,
    logo: bytes | None = None,
    estado: str | None = None,
    dpi: float = 144,
    page: int = 0,
) -> bytes:
    """One page of what `render_pdf` gives, as a PNG picture at `dpi`; `page` counts from 0.

    IndexError for a page that does not exist.
    """
    files, at_, lines = _prepare(document, sello, fh_procesamiento, logo, estado)
    pages = engine.png(files, at_, dpi, lines=lines)
    if not 0 <= page < len(pages):
        raise IndexError(f"page {page} of {len(pages)}")
    return pages[page]


def _prepare(
    document: bytes, sello: str | None, fh_procesamiento: str | None, logo: bytes | None, estado: str | None
) -> tuple[dict[str, bytes], datetime, int]:
    tree = view.read(document)
    request = view.Request(tree, settle(estado, sello), sello, fh_procesamiento)
    data = view.compose(request)
    files = {
        "view.json": json.dumps(data, ensure_ascii=False).encode(),
        "logo.json": _logo_file(default_logo() if logo is None else logo),
    }
    if data["qr"]:
        files["qr.svg"] = qr_svg(view.qr_content(tree))
    day, hour = (at(tree, f"identificacion.{key}") for key in ("fecEmi", "horEmi"))
    return files, instant(day, hour), view.printed_lines(data)


@lru_cache(maxsize=16)
def _logo_file(logo: bytes) -> bytes:
    check_logo(logo)
    return engine.as_numbers(logo)
