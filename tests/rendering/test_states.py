from typing import Any

import pytest
from PIL import ImageChops

from facturaxpress.rendering import Estado, RenderingError, render_pdf
from tests.rendering.support import CODIGO, SELLO, Document, credito_fiscal, factura, picture, raw, text

PENDING = "Documento pendiente de sello de recepción."
TRANSITORY = "Documento en estado transitorio, pendiente de sello de recepción."
TEST_MARK = "AMBIENTE DE PRUEBAS – SIN VALIDEZ TRIBUTARIA"


def contingency(motivo: str | None = None) -> Document:
    document = credito_fiscal()
    document["identificacion"] |= {
        "tipoModelo": 2,
        "tipoOperacion": 2,
        "tipoContingencia": 5 if motivo else 3,
        "motivoContin": motivo,
    }
    return document


def test_a_sealed_document_shows_its_seal_and_when_it_was_processed() -> None:
    found = text(render_pdf(raw(factura()), sello=SELLO, fh_procesamiento="03/10/2026 18:05:11"))
    assert f"Sello de Recepción: {SELLO}" in found
    assert "Fecha y Hora de Procesamiento: 03/10/2026 18:05:11" in found
    assert PENDING not in found


def test_a_document_without_seal_says_so() -> None:
    found = text(render_pdf(raw(factura()), sello=None, fh_procesamiento="03/10/2026 18:05:11"))
    assert "Sello de Recepción: - " in found
    assert PENDING in found
    assert "Procesamiento" not in found


def test_a_contingency_copy_says_how_it_is_transmitted_and_that_it_waits() -> None:
    found = text(render_pdf(raw(contingency("Incendio en el centro de datos")), sello=None))
    for part in (
        "Modelo de Facturación: Modelo Facturación diferido",
        "Tipo de Transmisión: Transmisión por contingencia",
        "Sello de Recepción: - ",
        "TRANSMISIÓN POR CONTINGENCIA " + TRANSITORY,
        "Tipo de Contingencia: Otro Motivo de Contingencia: Incendio en el centro de datos",
    ):
        assert part in found


def test_a_contingency_document_says_so_after_it_is_sealed() -> None:
    found = text(render_pdf(raw(contingency()), sello=SELLO))
    for part in (
        f"Sello de Recepción: {SELLO}",
        "Tipo de Transmisión: Transmisión por contingencia",
        "Tipo de Contingencia: Falla en el suministro de servicio de Internet del Emisor",
    ):
        assert part in found
    assert "pendiente" not in found


@pytest.mark.parametrize("estado", ["BORRADOR", "RECHAZADO"])
def test_what_is_no_document_has_neither_number_nor_qr(estado: str) -> None:
    pdf = render_pdf(raw(factura()), sello=None, estado=estado)
    found = text(pdf)
    assert "BORRADOR" in found
    assert "Código de Generación: - Número de Control: - Sello de Recepción: - " in found
    assert CODIGO not in found
    assert "DTE-01" not in found
    assert ("rechazado por el Ministerio de Hacienda" in found) == (estado == "RECHAZADO")


def test_a_draft_needs_no_number_and_no_code() -> None:
    document = factura()
    for key in ("numeroControl", "codigoGeneracion"):
        del document["identificacion"][key]
    assert "BORRADOR" in text(render_pdf(raw(document), sello=None, estado=Estado.BORRADOR))
    with pytest.raises(RenderingError, match="codigoGeneracion"):
        render_pdf(raw(document), sello=None)


@pytest.mark.parametrize(
    ("estado", "sello"),
    [("PROCESADO", None), ("PROCESADO", ""), ("FIRMADO", SELLO), ("BORRADOR", SELLO), ("RECHAZADO", SELLO)],
)
def test_state_and_seal_may_not_contradict_each_other(estado: str, sello: str | None) -> None:
    with pytest.raises(RenderingError, match=estado):
        render_pdf(raw(factura()), sello=sello, estado=estado)


def test_an_unknown_state_is_refused() -> None:
    with pytest.raises(RenderingError, match="ENVIADO"):
        render_pdf(raw(factura()), sello=None, estado="ENVIADO")


@pytest.mark.parametrize("stated", [(None, SELLO, "PROCESADO"), (None, None, "FIRMADO")])
def test_the_state_follows_from_the_seal(stated: tuple[None, str | None, str]) -> None:
    estado, sello, same = stated
    document = raw(factura())
    assert render_pdf(document, sello=sello, estado=estado) == render_pdf(document, sello=sello, estado=same)


@pytest.mark.parametrize(("ambiente", "marked"), [("00", True), ("01", False)])
def test_only_test_documents_carry_the_mark(ambiente: str, marked: bool) -> None:
    document = factura()
    document["identificacion"]["ambiente"] = ambiente
    assert (TEST_MARK in text(render_pdf(raw(document), sello=SELLO))) == marked


def test_the_mark_lies_behind_and_hides_nothing() -> None:
    """With the mark the page is nowhere lighter, and never darker by more than a pale grey."""
    documents = factura(), factura()
    documents[1]["identificacion"]["ambiente"] = "01"
    marked, plain = (picture(render_pdf(raw(d), sello=SELLO), dpi=100).convert("L") for d in documents)
    for page in (marked, plain):
        page.paste(255, (370, 110, 480, 260))  # the QR codes differ with the environment
    assert ImageChops.subtract(marked, plain).getextrema() == (0, 0)
    darkest = ImageChops.subtract(plain, marked).getextrema()
    assert darkest[0] == 0
    assert 10 < darkest[1] < 30


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"identificacion": null}',
        b'{"identificacion": {"tipoDte": "99", "version": 1}}',
    ],
)
def test_what_has_no_layout_is_refused(source: bytes) -> None:
    with pytest.raises(RenderingError):
        render_pdf(source, sello=None)


@pytest.mark.parametrize("part", ["emisor", "receptor", "resumen", "cuerpoDocumento", "otrosDocumentos", "apendice"])
@pytest.mark.parametrize("value", [None, [], {}, "texto", 5, [None, 3, "x"], [{}], {"pagos": "x", "tributos": 3}])
def test_a_draft_in_pieces_is_printed_as_far_as_it_goes(part: str, value: Any) -> None:
    document = factura(**{part: value})
    assert "FACTURA" in text(render_pdf(raw(document), sello=None, estado="BORRADOR"))
