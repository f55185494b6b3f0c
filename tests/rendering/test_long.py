from decimal import Decimal

import pytest

from facturaxpress.rendering import render_pdf, render_png
from facturaxpress.rendering.view import TEST_MARK
from tests.rendering.documents import OTHER, comprobante_liquidacion, nota, sale_item
from tests.rendering.events import contingencia, retorno
from tests.rendering.everything import ALL, DOCUMENTS
from tests.rendering.support import (
    CODIGO,
    SELLO,
    Document,
    credito_fiscal,
    factura,
    image_size,
    letters,
    linea,
    opened,
    overprinted,
    pages,
    raw,
    rewritten,
    with_sections,
)
from tests.soak import SOAK

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


@pytest.mark.parametrize("length", [240, 500, 1000])
def test_a_line_of_up_to_1000_characters_is_not_torn_between_pages(length: int) -> None:
    words = "Renglón con palabras suficientes para que ocupe bastante más de una sola línea aquí y siga en otras " * 10
    document = credito_fiscal(cuerpoDocumento=[linea(n, descripcion=words[:length]) for n in range(1, 40)])
    starts = [
        page.partition("Ventas Gravadas ")[2].split(" ", 1)[0] for page in pages(render_pdf(raw(document), sello=SELLO))
    ]
    assert len(starts) > 2
    assert all(start.isdigit() for start in starts[:-1])


@pytest.mark.parametrize("letter", ["W", "W ", "漢", "n\n"])
def test_a_line_that_is_kept_whole_never_runs_off_the_page(letter: str) -> None:
    most = Decimal("99999999999.99999999")
    for length in range(300, 1501, 150):
        words = (letter * 1500)[: length - 3].strip() + "FIN"
        document = credito_fiscal(cuerpoDocumento=[linea(1, descripcion=words, cantidad=most, precioUni=most)])
        document["identificacion"]["ambiente"] = "01"
        pdf = render_pdf(raw(document), sello=SELLO)
        assert min(bottom for page in letters(pdf) for _, (_, bottom, _, _) in page) > 20
        assert not overprinted(pdf)


@pytest.mark.parametrize("letter", ["W", "漢", "n\n"])
def test_a_line_that_is_kept_whole_never_runs_off_a_page_on_its_side(letter: str) -> None:
    most = Decimal("99999999999.99999999")
    for length in range(300, 1501, 300):
        words = (letter * 1500)[: length - 3].strip() + "FIN"
        document = nota("05")
        document["cuerpoDocumento"][0] |= {"descripcion": words, "cantidad": most, "precioUni": most}
        document["identificacion"]["ambiente"] = "01"
        pdf = render_pdf(raw(document), sello=SELLO)
        assert min(bottom for page in letters(pdf) for _, (_, bottom, _, _) in page) > 20
        assert not overprinted(pdf)


REFERENCES = ["9" * 50, "W" * 50, "TRANSFERENCIA-DE-FONDOS-00000000000000000000000421", "pago del pedido del sur " * 2]


@pytest.mark.parametrize("reference", REFERENCES)
@pytest.mark.parametrize("figure", [Decimal("2885.28"), Decimal("99999999999.99")])
def test_form_and_a_long_reference_of_a_payment_stand_side_by_side(reference: str, figure: Decimal) -> None:
    document = credito_fiscal()
    document["identificacion"]["ambiente"] = "01"
    document["resumen"]["pagos"] = [
        {"codigo": codigo, "montoPago": figure, "referencia": reference, "plazo": "02", "periodo": 120}
        for codigo in ("05", "10", "03", "99")
    ]
    pdf = render_pdf(raw(document), sello=SELLO)
    assert not overprinted(pdf)
    (page,) = letters(pdf)
    printed = "".join(char for char, (left, *_) in page if left < 306)
    for char in set(reference) - {" "}:
        assert printed.count(char) >= 4 * reference.count(char)


@pytest.mark.parametrize("count", [8, 12, 17, 18])
@pytest.mark.parametrize("reference", REFERENCES)
def test_many_payments_with_long_references_stay_on_the_page(reference: str, count: int) -> None:
    document = credito_fiscal()
    document["identificacion"]["ambiente"] = "01"
    pago = {"codigo": "05", "montoPago": 1, "referencia": reference, "plazo": "01", "periodo": 30}
    document["resumen"]["pagos"] = [pago] * count
    pdf = render_pdf(raw(document), sello=SELLO)
    assert not overprinted(pdf)
    assert min(bottom for page in letters(pdf) for _, (_, bottom, _, _) in page) > 20


def test_long_texts_of_appendix_and_associated_documents_share_the_width() -> None:
    document = with_sections(credito_fiscal())
    document["identificacion"]["ambiente"] = "01"
    document["otrosDocumentos"] = [
        {"codDocAsociado": 1, "descDocumento": "ж ж" * 33, "detalleDocumento": "щ щ" * 100, "medico": None}
        for _ in range(10)
    ]
    document["apendice"] = [{"campo": f"campo{n}", "etiqueta": "Ж Ж" * 16, "valor": "Щ Щ" * 50} for n in range(10)]
    pdf = render_pdf(raw(document), sello=SELLO)
    assert not overprinted(pdf)
    # The appendix has two columns of labels and two of values; from the first's left to the second's right edge.
    for marked, least in (("ж", 180), ("щ", 280), ("Ж", 350), ("Щ", 400)):
        boxes = [box for page in letters(pdf) for char, box in page if char == marked]
        assert max(right for _, _, right, _ in boxes) - min(left for left, *_ in boxes) > least


def test_a_section_that_goes_on_says_its_name_on_each_page() -> None:
    document = credito_fiscal()
    document["documentoRelacionado"] = [
        {
            "tipoDocumento": "04",
            "tipoGeneracion": 2,
            "numeroDocumento": CODIGO,
            "fechaEmision": f"2026-09-{n % 30 + 1:02}",
        }
        for n in range(50)
    ]
    found = pages(render_pdf(raw(document), sello=SELLO))
    heading = "DOCUMENTOS RELACIONADOS Tipo de Documento: N° de documento: Fecha de documento: Nota de remisión"
    assert [heading in page for page in found] == [True, True]


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


def _of_lines(name: str, count: int) -> Document:
    document = DOCUMENTS[name]()
    line = document["cuerpoDocumento"][0]
    document["cuerpoDocumento"] = [
        {**line, "numItem": n, "descripcion": f"Renglón {n:04}."} for n in range(1, count + 1)
    ]
    return document


@pytest.mark.slow
@pytest.mark.parametrize("name", ["05", "14", "17 by range"] if SOAK else ["05"])
def test_2000_lines_of_any_type_print_on_numbered_pages(name: str) -> None:
    found = pages(render_pdf(raw(_of_lines(name, 2000)), sello=SELLO))
    for number, page in enumerate(found, 1):
        assert page.endswith(f"Página {number} de {len(found)}")
        assert CODIGO in page.split("N°", 1)[0]
    whole = " ".join(found)
    assert all(f"Renglón {n:04}." in whole for n in range(1, 2001))
    assert "Valor en Letras:" in found[-1]


@pytest.mark.slow
def test_1000_documents_of_a_contingency_print_on_numbered_pages() -> None:
    found = pages(render_pdf(raw(contingencia(1000)), sello=SELLO))
    whole = " ".join(found)
    assert all(f" {n} Comprobante de crédito fiscal {n:08X}-5B2E" in whole for n in range(1, 1001))
    for number, page in enumerate(found, 1):
        assert page.endswith(f"Página {number} de {len(found)}")
        assert "N° Tipo de Documento Código de Generación" in page
        assert f"EVENTO DE CONTINGENCIA Código de Generación: {OTHER}" in page


@pytest.mark.parametrize("name", ["05", "18 on 11"])
def test_the_totals_of_a_page_on_its_side_move_together(name: str) -> None:
    for count in range(2, 26, 3):
        found = pages(render_pdf(raw(_of_lines(name, count)), sello=SELLO))
        for part in ("Suma de Ventas:", "Total a pagar:", "Valor en Letras:"):
            assert [part in page for page in found] == [False] * (len(found) - 1) + [True]


def test_long_remarks_under_a_line_are_printed_whole_and_stay_on_the_page() -> None:
    document = comprobante_liquidacion()
    document["identificacion"]["ambiente"] = "01"
    line = document["cuerpoDocumento"][0]
    words = " ".join(f"palabra{i:03}" for i in range(270))
    document["cuerpoDocumento"] = [{**line, "numItem": n, "observaciones": words} for n in range(1, 5)]
    pdf = render_pdf(raw(document), sello=SELLO)
    assert min(bottom for page in letters(pdf) for _, (_, bottom, _, _) in page) > 20
    assert not overprinted(pdf)
    whole = " ".join(pages(pdf))
    assert all(whole.count(word) == 4 for word in words.split())


@pytest.mark.parametrize("name", ALL)
def test_the_longest_texts_stay_on_the_page_and_apart(name: str) -> None:
    document = rewritten(ALL[name](), "W" * 60 + " palabras y más palabras")
    document["identificacion"]["ambiente"] = "01"
    pdf = render_pdf(raw(document), sello=SELLO)
    assert not overprinted(pdf)
    boxes = [box for page in letters(pdf) for _, box in page]
    assert min(bottom for _, bottom, _, _ in boxes) > 20
    assert min(left for left, *_ in boxes) > 30
    with opened(pdf) as printed:
        assert max(right for _, _, right, _ in boxes) < printed[0].get_width() - 30


def test_figures_at_the_limit_fit_fourteen_columns() -> None:
    most = Decimal("99999999999.99999999")
    figures = dict.fromkeys(("cantidad", "precioUni", "montoDescu", "ventaNoSuj", "ventaExenta", "ventaGravada"), most)
    figures |= dict.fromkeys(("noGravado", "ivaPerci", "ivaRete"), most)
    document = nota("06")
    document["identificacion"]["ambiente"] = "01"
    document["cuerpoDocumento"] = [sale_item(numeroDocumento=OTHER, **figures)]
    pdf = render_pdf(raw(document), sello=SELLO)
    assert not overprinted(pdf)
    found = "".join(char for page in letters(pdf) for char, _ in page)
    assert found.count("999.99999999") >= 9 or found.count("9") > 9 * 19


def test_a_return_of_many_documents_lists_them_all() -> None:
    event = retorno("01")
    event["documentoRelacionado"] = [
        {
            "tipoDocumento": "01",
            "codigoGeneracion": f"{n:08X}-5B2E-4F68-9C3D-7E8F90A1B2C3",
            "fechaEmision": "2026-09-30",
        }
        for n in range(50)
    ]
    whole = " ".join(pages(render_pdf(raw(event), sello=SELLO)))
    assert all(f"Factura {n:08X}-5B2E-4F68-9C3D-7E8F90A1B2C3 30/09/2026" in whole for n in range(50))
