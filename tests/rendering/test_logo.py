import io
from typing import Any

import pytest
from PIL import Image

from facturaxpress.rendering import LogoError, check_logo, default_logo, render_pdf
from facturaxpress.rendering.logo import MAX_BYTES
from tests.rendering.support import SELLO, factura, picture, raw

RED = (200, 16, 46)


def encoded(kind: str, mode: str = "RGB", size: tuple[int, int] = (200, 100), **options: Any) -> bytes:
    colour: Any = {"RGB": RED, "RGBA": (*RED, 255), "L": 90, "LA": (90, 255), "P": 0, "1": 0, "CMYK": (0, 90, 70, 20)}[
        mode
    ]
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind, **options)
    return out.getvalue()


def svg(inside: str = "", attributes: str = 'viewBox="0 0 20 10"') -> bytes:
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"<svg {names} {attributes}>{inside}</svg>".encode()


FILLED = svg('<rect width="20" height="10" fill="#c8102e"/>')


@pytest.mark.parametrize(
    ("logo", "kind"),
    [
        (encoded("PNG"), "png"),
        (encoded("JPEG", quality=95), "jpg"),
        (encoded("JPEG", quality=95, progressive=True), "jpg"),
        (encoded("PNG", "RGBA"), "png"),
        (FILLED, "svg"),
    ],
)
def test_a_logo_of_each_kind_is_drawn_at_the_head(logo: bytes, kind: str) -> None:
    assert check_logo(logo) == kind
    page = picture(render_pdf(raw(factura()), sello=SELLO, logo=logo), dpi=72)
    assert all(abs(seen - meant) < 12 for seen, meant in zip(page.getpixel((60, 50)), RED, strict=True))


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1"])
def test_every_kind_of_png_is_taken(mode: str) -> None:
    assert render_pdf(raw(factura()), sello=SELLO, logo=encoded("PNG", mode)).startswith(b"%PDF-")


@pytest.mark.parametrize("size", [(1, 1), (1, 1900), (1900, 1), (1900, 1900)])
def test_the_head_keeps_its_height_whatever_the_logos_shape(size: tuple[int, int]) -> None:
    page = picture(render_pdf(raw(factura()), sello=SELLO, logo=encoded("PNG", size=size)), dpi=72)
    reds = page.point(lambda level: level).getchannel("G").crop((0, 0, 306, 130)).point(lambda g: 255 if g < 60 else 0)
    left, top, right, bottom = reds.crop((0, 0, 156, 80)).getbbox() or (0, 0, 0, 0)
    assert bottom - top <= 50
    assert right - left <= 122


def test_without_a_logo_our_own_mark_is_drawn() -> None:
    document = raw(factura())
    assert render_pdf(document, sello=SELLO) == render_pdf(document, sello=SELLO, logo=default_logo())
    assert check_logo(default_logo()) == "svg"


def test_shading_and_editors_notes_in_an_svg_are_harmless() -> None:
    check_logo(
        svg(
            '<metadata xmlns="urn:editor"><x href="http://example.com"/></metadata><defs><linearGradient id="a">'
            '<stop offset="0" stop-color="red"/></linearGradient>'
            '<clipPath id="c"><rect width="9" height="9"/></clipPath></defs>'
            "<style>.k { fill: url(#a) }</style>"
            '<g clip-path="url(\'#c\')"><path class="k" d="M0 0h9v9z" style="fill: url( #a )"/></g>'
        )
    )


@pytest.mark.parametrize(
    ("logo", "reason"),
    [
        (b"", "PNG, JPEG o SVG"),
        (b"GIF89a" + b"\0" * 40, "PNG, JPEG o SVG"),
        (b"%PDF-1.7", "PNG, JPEG o SVG"),
        (b"<html><body/></html>", "PNG, JPEG o SVG"),
        (b"\x89PNG\r\n\x1a\n", "dañada"),
        (encoded("PNG")[:80], "dañada"),
        (encoded("JPEG")[:300], "dañada"),
        (encoded("PNG") + b"\0" * MAX_BYTES, "512 KB"),
        (encoded("PNG", "1", (2100, 2100)), "píxeles"),
        (encoded("JPEG", "L", (2100, 2100)), "píxeles"),
        (encoded("JPEG", "CMYK"), "CMYK"),
        (svg(attributes='width="0" height="0"'), "dañada"),
        (svg("<rect"), "XML"),
        (svg().decode().encode("utf-16"), "PNG, JPEG o SVG"),
        (b"<svg/>", "no es un SVG"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("&a;"), "DTD"),
        (b'<!DOCTYPE svg SYSTEM "file:///etc/passwd">' + svg(), "DTD"),
        (svg("<script>1</script>"), "script"),
        (svg('<image href="file:///etc/passwd"/>'), "image"),
        (svg('<image xlink:href="http://example.com/a.png"/>'), "image"),
        (svg('<use href="#a"/>'), "use"),
        (svg("<text>Ñ</text>"), "text"),
        (svg("<foreignObject/>"), "foreignObject"),
        (svg('<filter id="f"/>'), "filter"),
        (svg('<rect onclick="x()"/>'), "externos"),
        (svg('<rect fill="url(http://example.com/#a)"/>'), "externos"),
        (svg('<linearGradient xlink:href="http://example.com/a.svg#b"/>'), "externos"),
        (svg('<style>@import "http://example.com/a.css";</style>'), "externos"),
        (svg("<style>.a { fill: URL('//example.com/a') }</style>"), "externos"),
        (svg("<g/>" * 4001), "elementos"),
    ],
)
def test_what_is_no_harmless_drawing_is_refused_with_its_reason(logo: bytes, reason: str) -> None:
    with pytest.raises(LogoError, match=reason):
        check_logo(logo)
    with pytest.raises(LogoError, match=reason):
        render_pdf(raw(factura()), sello=SELLO, logo=logo)
