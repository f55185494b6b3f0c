"""Logos: PNG, JPEG or plain SVG, checked before the typesetter sees them.

A logo comes from a tenant, so it is judged as any other foreign file: by its own first bytes and not by a name, with
limits on size and on decoded pixels, and an SVG only if it draws and does nothing else.
"""

import re
import struct
from importlib import resources
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from facturaxpress.rendering.engine import TypesettingError, probe

MAX_BYTES: Final = 512 * 1024
"""A logo 40 mm wide at 600 dpi stays below 200 KB as PNG, and every delivered PDF carries it."""

MAX_PIXELS: Final = 4_000_000
"""Decoded size; four bytes a pixel keep the typesetter's copy below 16 MB whatever a small file claims to unfold to."""

MAX_ELEMENTS: Final = 4000

_SVG: Final = "http://www.w3.org/2000/svg"
_SHAPES: Final = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
_FRAME: Final = frozenset({"svg", "g", "defs", "clipPath", "title", "desc", "style"})
_PAINT: Final = frozenset({"linearGradient", "radialGradient", "stop"})
_DRAWING: Final = _SHAPES | _FRAME | _PAINT
"""No text (we have not its face), no image, no use (it can multiply without end), no filter, no script."""

_CMYK: Final = 4
_REACHES_OUT: Final = re.compile(r"@import|url\((?!\s*['\"]?\s*#)|expression\(|\\", re.IGNORECASE)


class LogoError(ValueError):
    """The logo cannot be used; the text says why, in Spanish, for the person who uploaded it."""


def default_logo() -> bytes:
    """Our own mark, printed where a tenant has no logo."""
    return resources.files("facturaxpress.rendering").joinpath("assets", "logo.svg").read_bytes()


def check_logo(data: bytes) -> str:
    """The kind of the logo: `png`, `jpg`, `svg`. LogoError if it is none, breaks a limit or cannot be drawn."""
    kind = _kind(data)
    try:
        probe(data)
    except TypesettingError as error:
        raise LogoError("La imagen del logotipo está dañada o no puede leerse.") from error
    return kind


def _kind(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise LogoError(f"El logotipo pesa {len(data) // 1024} KB; el máximo es {MAX_BYTES // 1024} KB.")
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        _check_pixels(_png_size(data))
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        _check_pixels(_jpeg_size(data))
        return "jpg"
    if b"<svg" in data[:4096]:
        _check_svg(data)
        return "svg"
    raise LogoError("El logotipo debe ser una imagen PNG, JPEG o SVG.")


def _check_pixels(size: tuple[int, int] | None) -> None:
    if size is None or 0 in size:
        raise LogoError("La imagen del logotipo está dañada.")
    if size[0] * size[1] > MAX_PIXELS:
        most = MAX_PIXELS // 1_000_000
        raise LogoError(f"El logotipo mide {size[0]} × {size[1]} píxeles; el máximo es de {most} millones.")


def _png_size(data: bytes) -> tuple[int, int] | None:
    if len(data) < 33 or data[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Walks the segments to the frame header (SOF0 … SOF15, save the tables that share the range)."""
    at = 2
    while at + 10 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width, components = struct.unpack(">HHB", data[at + 5 : at + 10])
            if components == _CMYK:
                raise LogoError("El JPEG del logotipo está en CMYK; guárdelo en RGB.")
            return width, height
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


def _check_svg(data: bytes) -> None:
    try:
        data.decode()
        root: Element = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise LogoError(
            "El SVG del logotipo no es un XML legible o trae definiciones (DTD), que no se admiten."
        ) from error
    elements = list(root.iter())
    if len(elements) > MAX_ELEMENTS:
        raise LogoError(f"El SVG del logotipo tiene {len(elements)} elementos; el máximo es {MAX_ELEMENTS}.")
    if root.tag != f"{{{_SVG}}}svg":
        raise LogoError("El logotipo no es un SVG.")
    for element in elements:
        namespace, _, name = str(element.tag).lstrip("{").rpartition("}")
        if namespace != _SVG:
            continue  # an editor's own notes; the typesetter does not draw them
        if name not in _DRAWING:
            raise LogoError(f"El SVG del logotipo contiene «{name}», que no se admite; convierta todo en trazados.")
        if name == "style" and _REACHES_OUT.search(element.text or ""):
            raise LogoError("El SVG del logotipo hace referencia a recursos externos.")
        for key, value in element.items():
            local = key.rpartition("}")[2].lower()
            link = local in ("href", "src") and not value.startswith("#")
            if local.startswith("on") or link or _REACHES_OUT.search(value):
                raise LogoError("El SVG del logotipo contiene código o hace referencia a recursos externos.")
