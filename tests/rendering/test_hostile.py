"""What clients write reaches the page as text, whole, and nothing else."""

import re
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facturaxpress.rendering import render_pdf
from tests.rendering.everything import ALL
from tests.rendering.support import SELLO, credito_fiscal, factura, linea, opened, raw, rewritten, text, texts

MARKUP = [
    '#panic("x") #read("/etc/passwd") #import "x.typ": *',
    "*negrita* _cursiva_ `crudo` $x^2$ @cita <etiqueta> = título",
    "// comentario /* y otro */ \\ barra \\u{41} ~ --- ... -?",
    "comillas \"dobles\" y 'simples' «latinas» “curvas”",
    "]} #) [#let x = 1] {{7*7}} ${7*7} <%= 7*7 %>",
    "<svg onload=x> &amp; <script>alert(1)</script>",
    "%PDF-1.7 endobj stream xref",
]


@pytest.mark.parametrize("words", MARKUP)
def test_markup_is_only_text(words: str) -> None:
    document = credito_fiscal(cuerpoDocumento=[linea(1, descripcion=words)])
    document["emisor"] |= {"nombre": words, "nombreComercial": words}
    document["resumen"] |= {"observaciones": words}
    document["apendice"] = [{"campo": words[:25], "etiqueta": words[:50], "valor": words}]
    found = re.sub(r"\s", "", text(render_pdf(raw(document), sello=SELLO)))
    assert found.count(re.sub(r"\s", "", words)) >= 5


@pytest.mark.parametrize("name", ALL)
def test_markup_is_only_text_in_every_part_of_every_type(name: str) -> None:
    words = '#panic("x") *a* _b_ $c$ @d <e> \\ "f"'
    document = rewritten(ALL[name](), words)
    found = re.sub(r"\s", "", text(render_pdf(raw(document), sello=SELLO)))
    assert found.count(re.sub(r"\s", "", words)) >= 4


@pytest.mark.parametrize("field", ["fecEmi", "horEmi", "numeroControl", "codigoGeneracion"])
def test_identifying_fields_are_only_text(field: str) -> None:
    document = factura()
    document["identificacion"][field] = '"] #panic("x")'
    assert '"] #panic("x")' in text(render_pdf(raw(document), sello=SELLO))


@pytest.mark.parametrize(
    "word", ["A" * 400, "W" * 120, "x-" * 200, "correo.largo" * 20 + "@example.com", "9" * 300, "é" * 200]
)
def test_a_word_longer_than_the_line_is_broken_and_never_cut(word: str) -> None:
    document = credito_fiscal(cuerpoDocumento=[linea(1, descripcion=word, codigo=word[:25])])
    document["receptor"] |= {"correo": word[:100], "nombre": word[:250]}
    document["emisor"]["descActividad"] = word[:150]
    document["resumen"]["observaciones"] = word
    pdf = render_pdf(raw(document), sello=SELLO)
    # The reader marks a hyphen at a line's end with a character of its own.
    found = re.sub(r"\s", "", text(pdf).replace("\ufffe", "-"))
    for part in (word, word[:250], word[:150], word[:100]):
        assert part in found
    assert_inside(pdf)


def assert_inside(pdf: bytes) -> None:
    """No glyph lies beyond the margins: 34 points less the width of a stroke."""
    with opened(pdf) as document:
        for page in document:
            width = page.get_width()
            for element in page.get_objects(max_depth=4):
                left, _, right, _ = element.get_bounds()
                if right - left < width * 0.6 and element.type == 1:
                    assert left >= 30 or right <= 0
                    assert right <= width - 30


def test_figures_at_the_limit_are_printed_to_the_last_digit() -> None:
    most = Decimal("99999999999.99999999")
    keys = ("cantidad", "precioUni", "montoDescu", "noGravado", "ventaNoSuj", "ventaExenta", "ventaGravada")
    document = credito_fiscal(cuerpoDocumento=[linea(1, **dict.fromkeys(keys, most))])
    document["resumen"] |= {key: Decimal("99999999999.99") for key in ("totalNoSuj", "totalExenta", "totalGravada")}
    pdf = render_pdf(raw(document), sello=SELLO)
    found = re.sub(r"\s", "", text(pdf))
    # Each figure takes two lines, so the columns interleave; every half is there as often as it should be.
    assert found.count("99,999,999,") >= 7
    assert found.count("999.99999999") >= 7
    assert_inside(pdf)


@pytest.mark.parametrize(
    "words",
    [
        "emoji 😀 👩‍👩‍👧 🇸🇻 fin",
        "漢字かな交じり文 한국어",
        "العربية עברית ไทย हिन्दी",
        "control \x07 nulo \x00 escape \x1b[0m fin",
        "bidi \u202eatreuccat\u202c fin",
        "matemática ∑∮√∞ ☎ ✓ ₡ € → fin",
        "z̸̡̢̛͓̙̺̲̯̈́̇̂̉̓̽̀ algo fin",
        "privado \ue000 no asignado \u0378 fin",
        "\n\n\n saltos \n\n",
        " " * 200,
        "\u3000\u2003\u00a0\u2009",
    ],
)
def test_any_writing_is_harmless(words: str) -> None:
    document = factura(cuerpoDocumento=[linea(1, descripcion=words, ivaItem=0)])
    document["emisor"] |= {"nombre": words, "nombreComercial": words}
    pdf = render_pdf(raw(document), sello=SELLO)
    assert "Total a Pagar: 2,885.28" in text(pdf)
    assert render_pdf(raw(document), sello=SELLO) == pdf


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300))
def test_no_text_stops_the_typesetter(words: str) -> None:
    document = credito_fiscal(cuerpoDocumento=[linea(1, descripcion=words)])
    document["emisor"]["nombre"] = words
    document["resumen"]["observaciones"] = words
    assert render_pdf(raw(document), sello=SELLO).startswith(b"%PDF-")


def test_fonts_are_embedded_and_nothing_is_set_too_small() -> None:
    document = credito_fiscal(cuerpoDocumento=[linea(1, numeroDocumento="DCL-55")])
    found = list(texts(render_pdf(raw(document), sello=None)))
    assert all(embedded for _, embedded, _ in found)
    families = {name.partition("+")[2] for name, _, _ in found}
    assert families <= {"SourceSansPro-Regular", "SourceSansPro-Bold", "SourceSansPro-Semibold", "DejaVuSansMono"}
    assert min(size for _, _, size in found) >= 6.49
