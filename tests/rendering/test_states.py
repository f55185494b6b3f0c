from typing import Any

import pytest
from PIL import ImageChops

from facturaxpress.rendering import Estado, RenderingError, render_pdf
from facturaxpress.rendering.reading import layout_of, read
from facturaxpress.rendering.view import Request, compose
from tests.rendering.documents import OTHER
from tests.rendering.events import invalidacion, operaciones_especiales, retorno
from tests.rendering.everything import ALL, DOCUMENTS
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


@pytest.mark.parametrize("name", ALL)
def test_a_draft_of_any_type_has_neither_number_nor_qr(name: str) -> None:
    document = ALL[name]()
    codes = [document["identificacion"].pop(key, None) for key in ("codigoGeneracion", "numeroControl")]
    blank = text(render_pdf(raw(document), sello=None, estado="BORRADOR"))
    assert "BORRADOR Borrador sin validez tributaria" in blank
    assert "Código de Generación: - " in blank
    document["identificacion"] |= {"codigoGeneracion": "SECRETO", "numeroControl": "OCULTO"}
    found = text(render_pdf(raw(document), sello=None, estado="RECHAZADO"))
    assert "SECRETO" not in found
    assert "OCULTO" not in found
    assert codes[0] not in found
    assert "rechazado por el Ministerio de Hacienda" in found


def test_an_event_speaks_of_itself_as_an_event() -> None:
    found = text(render_pdf(raw(invalidacion()), sello=None))
    assert "Evento pendiente de sello de recepción." in found
    assert "Representación gráfica de un evento." in found
    assert "DOCUMENTO TRIBUTARIO ELECTRÓNICO" not in found
    assert "Evento rechazado" in text(render_pdf(raw(invalidacion()), sello=None, estado="RECHAZADO"))


def test_a_return_made_in_contingency_says_so() -> None:
    event = retorno("01")
    event["identificacion"] |= {"tipoModelo": 2, "tipoOperacion": 2, "tipoContingencia": 2}
    found = text(render_pdf(raw(event), sello=None))
    assert "TRANSMISIÓN POR CONTINGENCIA Evento en estado transitorio, pendiente de sello de recepción." in found
    assert "Tipo de Contingencia: No disponibilidad de sistema del emisor" in found


def test_an_invalidated_document_shows_the_events_code_and_date() -> None:
    found = text(render_pdf(raw(credito_fiscal()), sello=SELLO, invalidacion=raw(invalidacion())))
    assert "INVALIDADO Documento invalidado: no tiene validez tributaria." in found
    assert f"Evento de invalidación: {OTHER} Fecha y Hora del evento: 04/10/2026 09:30:00" in found
    assert f"Sello de Recepción: {SELLO}" in found
    assert f"Código de Generación: {CODIGO}" in found


def test_an_annulment_of_before_2_0_invalidates_as_well() -> None:
    event = ALL["invalidacion earlier"]()
    found = text(render_pdf(raw(ALL["03 earlier"]()), sello=SELLO, invalidacion=raw(event)))
    assert f"Evento de invalidación: {OTHER} Fecha y Hora del evento: 04/10/2026 09:30:00" in found


def test_a_return_can_be_invalidated_too() -> None:
    event = invalidacion()
    event["documento"]["tipoDte"] = "18"
    found = text(render_pdf(raw(retorno("14")), sello=SELLO, invalidacion=raw(event)))
    assert "INVALIDADO Evento invalidado: no tiene validez tributaria." in found


def test_an_invalidated_document_is_marked_without_its_event() -> None:
    found = text(render_pdf(raw(factura()), sello=SELLO, estado="INVALIDADO"))
    assert "INVALIDADO Documento invalidado" in found
    assert "Evento de invalidación" not in found


def test_the_event_of_another_document_invalidates_nothing() -> None:
    event = invalidacion()
    event["documento"]["codigoGeneracion"] = OTHER
    with pytest.raises(RenderingError, match="otro documento"):
        render_pdf(raw(credito_fiscal()), sello=SELLO, invalidacion=raw(event))


@pytest.mark.parametrize(("estado", "sello"), [("PROCESADO", SELLO), ("FIRMADO", None), (None, None)])
def test_only_what_is_sealed_and_invalidated_takes_an_event(estado: str | None, sello: str | None) -> None:
    with pytest.raises(RenderingError):
        render_pdf(raw(credito_fiscal()), sello=sello, estado=estado, invalidacion=raw(invalidacion()))


@pytest.mark.parametrize(
    ("estado", "sello"),
    [
        ("PROCESADO", None),
        ("PROCESADO", ""),
        ("INVALIDADO", None),
        ("FIRMADO", SELLO),
        ("BORRADOR", SELLO),
        ("RECHAZADO", SELLO),
    ],
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
        b'{"identificacion": {"tipoDte": "01", "version": true}}',
        b'{"identificacion": {"tipoDte": "01", "version": 9}}',
        b'{"identificacion": {"tipoDte": ["01"], "version": 2}}',
        b'{"identificacion": {"version": 3}, "motivo": {}}',
    ],
)
def test_what_has_no_layout_is_refused(source: bytes) -> None:
    with pytest.raises(RenderingError):
        render_pdf(source, sello=None)


PIECES = [None, [], {}, "texto", 5, [None, 3, "x"], [{}], {"pagos": "x", "tributos": 3}]


@pytest.mark.parametrize("part", ["emisor", "receptor", "resumen", "cuerpoDocumento", "otrosDocumentos", "apendice"])
@pytest.mark.parametrize("value", PIECES)
def test_a_draft_in_pieces_is_printed_as_far_as_it_goes(part: str, value: Any) -> None:
    document = factura(**{part: value})
    assert "FACTURA" in text(render_pdf(raw(document), sello=None, estado="BORRADOR"))


@pytest.mark.parametrize("name", ALL)
def test_a_draft_of_any_type_in_pieces_is_printed_as_far_as_it_goes(name: str) -> None:
    document = ALL[name]()
    identificacion = document.pop("identificacion")
    for value in PIECES[3:]:
        pieces = {"identificacion": identificacion, **dict.fromkeys(document, value)}
        found = text(render_pdf(raw(pieces), sello=None, estado="BORRADOR"))
        assert f"Ver.{identificacion['version']}" in found


@pytest.mark.parametrize("name", ALL)
def test_no_single_piece_stops_a_draft_of_any_type(name: str) -> None:
    whole = ALL[name]()
    for part in (key for key in whole if key != "identificacion"):
        for value in PIECES:
            document = read(raw({**whole, part: value}))
            tree = compose(Request(document, layout_of(document), Estado.BORRADOR, None))
            assert tree["version"] == f"Ver.{whole['identificacion']['version']}"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_draft_without_lines_keeps_its_headings(name: str) -> None:
    document = DOCUMENTS[name]()
    document["cuerpoDocumento"] = [] if name != "09" else {}
    assert "BORRADOR" in text(render_pdf(raw(document), sello=None, estado="BORRADOR"))


def test_a_special_operation_without_lines_is_one_by_range() -> None:
    found = text(render_pdf(raw(operaciones_especiales()), sello=None))
    assert "Tipo de Documento Fecha Documento Origen" in found
    assert "Doc. Del Doc. Al" in found
