"""Every field that must print does, with MH's label, in MH's order; what must not print does not."""

import copy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from facturaxpress.rendering import render_pdf
from tests.rendering.expected import Expectation, assert_in_order
from tests.rendering.published import Published
from tests.rendering.support import (
    CODIGO,
    SELLO,
    credito_fiscal,
    factura,
    linea,
    pages,
    raw,
    text,
    with_sections,
)

SECTIONS = {
    "ventaTercero": "VENTA POR CUENTA DE TERCEROS",
    "documentoRelacionado": "DOCUMENTOS RELACIONADOS",
    "otrosDocumentos": "OTROS DOCUMENTOS ASOCIADOS",
}


@pytest.mark.parametrize("make", [factura, credito_fiscal])
@pytest.mark.parametrize("full", [False, True])
def test_synthetic_documents_print_all_their_fields_in_order(mh: Path, make: Any, full: bool) -> None:
    document = with_sections(make()) if full else make()
    expectation = Expectation(Published(mh, "2.0"), document["identificacion"]["tipoDte"], document, SELLO)
    assert_in_order(text(render_pdf(raw(document), sello=SELLO)), expectation)


def test_unused_sections_print_their_name_and_a_dash() -> None:
    found = text(render_pdf(raw(factura()), sello=SELLO))
    assert_in_order(found, [f"{title}: -" for title in SECTIONS.values()])


def test_one_used_section_leaves_the_others_their_dash() -> None:
    document = factura(ventaTercero={"nit": None, "nombre": "Mandante", "codDomiciliado": 2})
    found = text(render_pdf(raw(document), sello=SELLO))
    assert "VENTA POR CUENTA DE TERCEROS: -" not in found
    assert "NIT: - Nombre del Tercero: Mandante Domicilio fiscal: No Domiciliado" in found
    assert "DOCUMENTOS RELACIONADOS: - OTROS DOCUMENTOS ASOCIADOS: -" in found


def test_several_related_documents_become_a_table() -> None:
    found = text(render_pdf(raw(with_sections(credito_fiscal())), sello=SELLO))
    assert "Tipo de Documento: N° de documento: Fecha de documento:" in found
    assert f"Nota de remisión {CODIGO} 30/09/2026" in found
    assert "Documento contable de liquidación DCL-55 12/09/2026" in found


@pytest.mark.parametrize("make", [factura, credito_fiscal])
def test_informative_figures_are_never_printed(make: Any) -> None:
    document = make()
    document["resumen"]["tributos"] = [
        {"codigo": "C5", "descripcion": "Ad valorem bebidas", "valor": Decimal("55.44")},
        {"codigo": "28", "descripcion": "Importador", "valor": Decimal("66.55")},
        {"codigo": "59", "descripcion": "Turismo: por alojamiento (5%)", "valor": Decimal("12.34")},
    ]
    found = text(render_pdf(raw(document), sello=SELLO))
    for hidden in ("987.65", "284.02", "Ad valorem bebidas", "55.44", "Importador", "66.55"):
        assert hidden not in found
    assert "Turismo: por alojamiento (5%) 12.34" in found


def test_null_texts_print_a_dash_and_zero_amounts_print_zeros() -> None:
    document = credito_fiscal()
    document["emisor"]["nombreComercial"] = document["receptor"]["telefono"] = None
    document["resumen"] |= {"ivaPerci": 0, "ivaRete": 0, "totalNoGravado": 0, "descuExenta": 0, "totalLetras": None}
    found = text(render_pdf(raw(document), sello=SELLO))
    for part in (
        "Nombre Comercial: - RECEPTOR",
        "Teléfono: - Correo electrónico: compras@constructora.example.com",
        "IVA Percibido: 0.00 IVA Retenido: 0.00",
        "Descuento global a ventas exentas: 0.00",
        "Total Otros montos no afectos: 0.00",
        "Valor en Letras: - Condición de la Operación: A crédito",
    ):
        assert part in found


def test_an_unidentified_receiver_keeps_the_box_with_dashes() -> None:
    found = text(render_pdf(raw(factura(receptor=None)), sello=SELLO))
    assert (
        "RECEPTOR Nombre: - Tipo de doc. de Identificación: - N° de doc. de Identificación: - NRC: -"
        " Actividad económica: - Dirección: - Teléfono: - Correo electrónico: -" in found
    )


@pytest.mark.parametrize(
    ("code", "label"),
    [("36", "NIT"), ("13", "DUI"), ("03", "Pasaporte"), ("02", "Carnet de Residente"), ("37", "Otro")],
)
def test_the_receivers_document_is_called_by_its_name(code: str, label: str) -> None:
    document = factura()
    document["receptor"]["tipoDocumento"] = code
    assert f"ANA SOFÍA EJEMPLO {label}: 034567891 NRC: -" in text(render_pdf(raw(document), sello=SELLO))


def test_a_line_shows_the_document_it_belongs_to() -> None:
    document = credito_fiscal(cuerpoDocumento=[linea(1, numeroDocumento="DCL-55")])
    assert "Artículo de prueba número 1 Documento relacionado: DCL-55" in text(render_pdf(raw(document), sello=SELLO))


def test_what_no_rule_asks_for_is_printed_where_it_is_present() -> None:
    document = with_sections(credito_fiscal())
    document["otrosDocumentos"].append(
        {
            "codDocAsociado": 3,
            "descDocumento": None,
            "detalleDocumento": None,
            "medico": {"nombre": "Dr. Ejemplo", "nit": "06140101901234", "docIdentificacion": None, "tipoServicio": 1},
        }
    )
    document["resumen"] |= {
        "porcentajeDescuento": Decimal("2.5"),
        "saldoFavor": Decimal("-10.4"),
        "numPagoElectronico": "NPE-778899",
        "observaciones": "Entregar por la puerta norte.\nPreguntar por bodega.",
    }
    document["apendice"] = [{"campo": "vendedor", "etiqueta": "Vendedor", "valor": "Rosa Ejemplo"}]
    found = text(render_pdf(raw(document), sello=SELLO))
    for part in (
        "Establecimiento S002 · Punto de venta P003",
        "Médico: Dr. Ejemplo · NIT: 06140101901234 · Servicio: Cirugía",
        "Transferencia-Depósito Bancario TRF-77 30 días 2,885.28",
        "Total de Descuentos: 1.46 Porcentaje de Descuento: 2.50 %",
        "Saldo a Favor: -10.40",
        "Número de Pago Electrónico: NPE-778899",
        "Observaciones: Entregar por la puerta norte. Preguntar por bodega.",
        "APÉNDICE Vendedor: Rosa Ejemplo",
    ):
        assert part in found


def test_a_code_that_no_catalogue_has_is_printed_as_it_was_sent() -> None:
    document = credito_fiscal(cuerpoDocumento=[linea(1, uniMedida=98)])
    document["emisor"]["direccion"]["distrito"] = "77"
    found = text(render_pdf(raw(document), sello=SELLO))
    assert "1 2.00 98 ART-0001" in found
    assert "Calle El Mirador 12, 77, San Salvador Centro, San Salvador" in found


def test_rendering_does_not_touch_the_document_it_is_given() -> None:
    document = credito_fiscal()
    before = copy.deepcopy(document)
    pages(render_pdf(raw(document), sello=SELLO))
    assert document == before
