"""The legible version of a document, as PDF and as pictures of its pages."""

import json
from datetime import datetime

from facturaxpress.rendering import engine, view
from facturaxpress.rendering.consulta import qr_svg
from facturaxpress.rendering.estado import RenderingError, settle
from facturaxpress.rendering.figures import instant
from facturaxpress.rendering.layout import at
from facturaxpress.rendering.logo import LogoError, check_logo, default_logo


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
    try:
        return engine.pdf(files, at_, lines=lines)
    except engine.TypesettingError as error:
        raise _refusal(error, logo) from error


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
    try:
        pages = engine.png(files, at_, dpi, lines=lines)
    except engine.TypesettingError as error:
        raise _refusal(error, logo) from error
    if not 0 <= page < len(pages):
        raise IndexError(f"page {page} of {len(pages)}")
    return pages[page]


def _prepare(
    document: bytes, sello: str | None, fh_procesamiento: str | None, logo: bytes | None, estado: str | None
) -> tuple[dict[str, bytes], datetime, int]:
    tree = view.read(document)
    request = view.Request(tree, settle(estado, sello), sello, fh_procesamiento)
    data = view.compose(request)
    drawn = logo if logo is not None else default_logo()
    data["logo"] = f"logo.{check_logo(drawn)}"
    files = {data["logo"]: drawn, "view.json": json.dumps(data, ensure_ascii=False).encode()}
    if data["qr"]:
        files["qr.svg"] = qr_svg(view.qr_content(tree))
    day, hour = (at(tree, f"identificacion.{key}") for key in ("fecEmi", "horEmi"))
    return files, instant(day, hour), len(data["table"]["rows"])


def _refusal(error: engine.TypesettingError, logo: bytes | None) -> ValueError:
    """The template is ours and its data are texts, so it is a logo that passed the checks and cannot be decoded."""
    if logo is not None and "logo." in str(error):
        return LogoError("La imagen del logotipo está dañada.")
    return RenderingError(f"No se pudo componer el documento: {error}")
