import pytest

from facturaxpress.rendering import render_pdf, render_png
from facturaxpress.rendering.view import TEST_MARK
from tests.rendering.support import CODIGO, SELLO, credito_fiscal, factura, image_size, linea, pages, raw

HEADINGS = "N° Cantidad Unidad Código Descripción Precio Unitario Descuento por ítem"
STRIP = (
    f"COMPROBANTE DE CRÉDITO FISCAL Código de Generación: {CODIGO} Número de Control: DTE-03-S002P003-000000000000421"
)


@pytest.mark.slow
def test_2000_lines_print_on_numbered_pages_with_the_totals_whole_at_the_end() -> None:
    document = credito_fiscal(cuerpoDocumento=[linea(numero) for numero in range(1, 2001)])
    found = pages(render_pdf(raw(document), sello=SELLO))
    assert 30 <= len(found) <= 90
    for number, page in enumerate(found, 1):
        assert page.endswith(f"Página {number} de {len(found)}")
        assert page.startswith(f"{TEST_MARK} {STRIP}") == (number > 1)
    whole = " ".join(found)
    for numero in range(1, 2001):
        assert f" {numero} 2.00 Unidad ART-{numero:04} Artículo de prueba número {numero} 1,234.50 " in whole
    assert all(HEADINGS in page for page in found[:-1])
    for part in ("Suma de Ventas: 1.11 99.01 2,468.75", "Total a Pagar: 2,885.28", "Valor en Letras: DOS MIL"):
        assert part in found[-1]
        assert part not in " ".join(found[:-1])


def test_the_totals_move_together_to_the_next_page() -> None:
    for count in range(12, 40, 3):
        document = credito_fiscal(cuerpoDocumento=[linea(numero) for numero in range(1, count)])
        found = pages(render_pdf(raw(document), sello=SELLO))
        for part in ("Suma de Ventas:", "Suma Total de Operaciones:", "Total a Pagar:", "Valor en Letras:"):
            assert [part in page for page in found] == [False] * (len(found) - 1) + [True]


def test_a_description_of_1500_characters_is_printed_whole() -> None:
    words = " ".join(f"palabra{i:03}" for i in range(200))[:1500]
    document = credito_fiscal(cuerpoDocumento=[linea(numero, descripcion=words) for numero in range(1, 7)])
    found = pages(render_pdf(raw(document), sello=SELLO))
    assert len(found) > 1
    whole = " ".join(found)
    assert all(whole.count(word) >= 6 for word in words.split()[:-1])


def test_a_short_line_is_not_torn_between_pages() -> None:
    words = "Renglón de cuatro líneas con palabras suficientes para que ocupe bastante más de una sola línea aquí " * 2
    document = credito_fiscal(cuerpoDocumento=[linea(n, descripcion=words[:240]) for n in range(1, 40)])
    starts = [
        page.partition("Ventas Gravadas ")[2].split(" ", 1)[0] for page in pages(render_pdf(raw(document), sello=SELLO))
    ]
    assert all(start.isdigit() for start in starts[:-1])


def test_long_observations_and_an_unusual_summary_still_print_whole() -> None:
    document = credito_fiscal()
    document["resumen"] |= {
        "observaciones": "Observación extensa del emisor. " * 90 + "FIN-DE-OBSERVACIONES",
        "tributos": [
            {"codigo": "59", "descripcion": f"Tributo {numero} " + "con nombre extenso " * 14, "valor": numero}
            for numero in range(1, 31)
        ],
        "pagos": [
            {"codigo": "01", "montoPago": numero, "referencia": f"REF-{numero}", "plazo": None, "periodo": None}
            for numero in range(1, 121)
        ],
    }
    document["apendice"] = [
        {"campo": f"campo{n}", "etiqueta": f"Etiqueta {n}", "valor": f"Valor {n} " + "y más texto " * 11}
        for n in range(1, 11)
    ]
    whole = " ".join(pages(render_pdf(raw(document), sello=SELLO)))
    for part in (
        "FIN-DE-OBSERVACIONES",
        "REF-120 - 120.00",
        "Tributo 30 con",
        "Etiqueta 10: Valor 10",
        "Total a Pagar: 2,885.28",
    ):
        assert part in whole


def test_a_picture_of_each_page_can_be_had() -> None:
    document = raw(factura(cuerpoDocumento=[linea(numero, ivaItem=0) for numero in range(1, 41)]))
    count = len(pages(render_pdf(document, sello=SELLO)))
    first, last = (render_png(document, sello=SELLO, dpi=72, page=page) for page in (0, count - 1))
    assert first != last
    assert image_size(first) == image_size(last) == (612, 792)
    assert image_size(render_png(document, sello=SELLO, dpi=144)) == (1224, 1584)
    for page in (-1, count):
        with pytest.raises(IndexError):
            render_png(document, sello=SELLO, page=page)
