"""`/fesv/anulardte`: what an invalidation is held against, and what it does to a document."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from facturaxpress.sandbox.messages import RefusalError
from facturaxpress.sandbox.rules.deadlines import business_day_after, easter_sunday, is_business_day, last_day_to_send
from facturaxpress.sandbox.rules.invalidation import Target, check_dates
from facturaxpress.sandbox.rules.related import Held
from tests.sandbox import others
from tests.sandbox.conftest import Keys, Training, assert_refused
from tests.sandbox.documents import OTHER_NIT, credito_fiscal, dump, factura
from tests.sandbox.support import Document, told, with_

CODE = "documento.codigoGeneracion"
DIFFERS = "DATO NO COINCIDE CON DTE"


def request(training: Training, event: Document, **changes: Any) -> dict[str, Any]:
    heading = event["identificacion"]
    return {
        "ambiente": heading["ambiente"],
        "idEnvio": 1,
        "version": heading["version"],
        "documento": training.keys.sign(dump(event)),
    } | changes


def invalidate(training: Training, event: Document, **changes: Any) -> Any:
    return training.post(request(training, event, **changes), "/fesv/anulardte")


def seal(training: Training, document: Document) -> str:
    answer = training.send(document)
    assert answer.status_code == 200, answer.json()
    sello: str = answer.json()["selloRecibido"]
    return sello


@pytest.fixture
def sale() -> Document:
    return credito_fiscal()


@pytest.fixture
def event(training: Training, sale: Document) -> Document:
    """The invalidation of a sealed 03."""
    return others.invalidacion(sale, seal(training, sale))


def test_an_invalidation_is_sealed_once(training: Training, sale: Document, event: Document) -> None:
    answer = invalidate(training, event)
    body = answer.json()
    assert answer.status_code == 200
    sello = body.pop("selloRecibido")
    assert len(sello) == 40
    body.pop("fhProcesamiento")
    done = "Invalidación Recibida y Procesada"
    assert body == {
        "version": 2, "ambiente": "00", "versionApp": 2, "estado": "PROCESADO",
        "codigoGeneracion": event["identificacion"]["codigoGeneracion"], "clasificaMsg": None, "codigoMsg": "001",
        "descripcionMsg": done, "observaciones": [done],
    }  # fmt: skip
    again = with_(event, identificacion__codigoGeneracion=others.code())
    for retried in (event, again):
        assert_refused(invalidate(training, retried), "015", f"[{CODE}] DOCUMENTO SE ENCUENTRA INVALIDADO", "11")
    (listed,) = training.sealed()
    assert listed["invalidado"] == event["identificacion"]["codigoGeneracion"]
    (kept,) = training.control("GET", "/events").json()
    assert (kept["selloRecibido"], kept["documento"]) == (sello, sale["identificacion"]["codigoGeneracion"])
    training.control("POST", "/reset")
    assert training.control("GET", "/events").json() == []


def test_the_code_of_an_event_is_its_own(training: Training, event: Document) -> None:
    assert invalidate(training, event).status_code == 200
    other = factura()
    second = others.invalidacion(other, seal(training, other))
    second["identificacion"]["codigoGeneracion"] = event["identificacion"]["codigoGeneracion"]
    text = "[identificacion.codigoGeneracion] YA EXISTE UN REGISTRO CON ESE VALOR"
    assert_refused(invalidate(training, second), "004", text, "11")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"documento__tipoDte": "04"}, "documento.tipoDte"),
        ({"documento__selloRecibido": "2026" + "A" * 36}, "documento.selloRecibido"),
        ({"documento__numeroControl": "DTE-03-M001P001-000000000000009"}, "documento.numeroControl"),
        ({"documento__fecEmi": "2026-09-14"}, "documento.fecEmi"),
        ({"documento__tipoDocumento": "37"}, "documento.tipoDocumento"),
        ({"documento__numDocumento": "06140101201999"}, "documento.numDocumento"),
        ({"documento__nombre": "OTRO"}, "documento.nombre"),
        ({"identificacion__fecEmi": "2026-09-16"}, "identificacion.fecEmi"),
    ],
)
def test_an_invalidation_says_what_its_document_says(
    training: Training, event: Document, change: dict[str, Any], field: str
) -> None:
    assert_refused(invalidate(training, with_(event, **change)), "027", f"[{field}] {DIFFERS}", "11")
    assert invalidate(training, event).status_code == 200


def test_a_factura_without_receiver_has_none_to_copy(training: Training) -> None:
    document = factura()
    event = others.invalidacion(document, seal(training, document))
    named = with_(event, documento__tipoDocumento="36", documento__numDocumento=OTHER_NIT)
    assert_refused(invalidate(training, named), "027", f"[documento.numDocumento] {DIFFERS}", "11")
    assert invalidate(training, event).status_code == 200


def test_what_is_not_held_is_014(training: Training, event: Document) -> None:
    unknown = with_(event, documento__codigoGeneracion=others.code())
    assert_refused(invalidate(training, unknown), "014", f"[{CODE}] NO EXISTE UN REGISTRO CON ESTE DATO", "11")
    elsewhere = with_(event, identificacion__ambiente="01")
    assert invalidate(training, elsewhere).json()["codigoMsg"] == "014"


def test_another_issuer_has_no_say(training: Training, event: Document, other_keys: Keys) -> None:
    with Training(training.url, other_keys, OTHER_NIT) as neighbour:
        neighbour.enter()
        assert invalidate(neighbour, event).json()["descripcionMsg"] == "[emisor.nit] NO CORRESPONDE A CONTRIBUYENTE"
        theirs = with_(event, emisor__nit=OTHER_NIT)
        assert_refused(invalidate(neighbour, theirs), "027", f"[emisor.nit] {DIFFERS}", "12")
        absorbed = with_(theirs, identificacion__fusion=event["emisor"]["nit"])
        assert invalidate(neighbour, absorbed).status_code == 200


def test_request_and_event_say_the_same(training: Training, event: Document) -> None:
    other = invalidate(training, event, ambiente="01")
    assert_refused(other, "027", f"[identificacion.ambiente] {DIFFERS}", "11")
    assert invalidate(training, event, version=9).json()["codigoMsg"] == "027"
    assert invalidate(training, with_(event, identificacion__version=9)).json()["codigoMsg"] == "003"
    assert invalidate(training, event, documento="x.y.z").json()["codigoMsg"] == "802"
    assert invalidate(training, event, idEnvio="1").json()["codigoMsg"] == "098"
    assert training.post({}, "/fesv/anulardte/").json()["codigoMsg"] == "097"


@pytest.mark.parametrize("payload", [b"[]", b"null", b"7", b"{}", b'{"identificacion": []}', b"[" * 5000])
def test_whatever_is_signed_is_answered(training: Training, event: Document, payload: bytes) -> None:
    signed = training.keys.sign(payload)
    body = invalidate(training, event, documento=signed).json()
    assert body["estado"] == "RECHAZADO"
    assert body["codigoMsg"] in {"096", "098"}
    assert body["codigoGeneracion"] is None


def test_without_a_token_it_is_401(training: Training, event: Document) -> None:
    training.token = "nada"
    assert invalidate(training, event).status_code == 401


def test_a_refusal_can_be_asked_for(training: Training, event: Document) -> None:
    training.fault("reject", service="anulardte", codigoMsg="099", times=1)
    assert invalidate(training, event).json()["codigoMsg"] == "099"
    assert invalidate(training, event).status_code == 200


@pytest.mark.parametrize(
    ("reason", "replacement", "text", "expected"),
    [
        (1, None, "x", "005 documento.codigoGeneracionR"),
        (3, None, "x", "005 documento.codigoGeneracionR"),
        (3, "R", None, "005 motivo.motivoAnulacion"),
        (2, "R", "x", "024 documento.codigoGeneracionR"),
        (4, None, "x", "007 motivo.tipoAnulacion"),
        (1, "unknown", None, "014 documento.codigoGeneracionR"),
        (1, "itself", None, "003 documento.codigoGeneracionR"),
        (1, "other tipo", None, "027 documento.codigoGeneracionR"),
        (1, "R", None, None),
        (3, "R", "x", None),
    ],
)
def test_an_error_needs_a_sealed_replacement_and_a_rescission_none(
    training: Training, event: Document, reason: int, replacement: str | None, text: str | None, expected: str | None
) -> None:
    new, other = credito_fiscal(2), factura()
    seal(training, new)
    seal(training, other)
    codes = {
        None: None,
        "R": new["identificacion"]["codigoGeneracion"],
        "other tipo": other["identificacion"]["codigoGeneracion"],
        "unknown": others.code(),
        "itself": event["documento"]["codigoGeneracion"],
    }
    changed = with_(
        event,
        motivo__tipoAnulacion=reason,
        motivo__motivoAnulacion=text,
        documento__codigoGeneracionR=codes[replacement],
    )
    body = invalidate(training, changed).json()
    said = f"{body['codigoMsg']} {body['descripcionMsg'].partition(']')[0].lstrip('[')}"
    assert (None if body["estado"] == "PROCESADO" else said) == expected


def test_an_invalidated_document_replaces_nothing(training: Training, event: Document) -> None:
    new = credito_fiscal(2)
    assert invalidate(training, others.invalidacion(new, seal(training, new))).status_code == 200
    code = new["identificacion"]["codigoGeneracion"]
    changed = with_(event, motivo__tipoAnulacion=1, documento__codigoGeneracionR=code)
    assert invalidate(training, changed).json()["codigoMsg"] == "015"


def test_a_note_blocks_its_document_until_it_is_invalidated(
    training: Training, sale: Document, event: Document
) -> None:
    note = others.nota("05", sale, amount=200)
    sello = seal(training, note)
    assert_refused(invalidate(training, event), "028", f"[{CODE}] DTE ESTA RELACIONADO CON OTRO DTE", "11")
    of_note = others.invalidacion(note, sello, tipoAnulacion=1)
    assert invalidate(training, of_note).status_code == 200
    # Its balance is free again, and so is its document.
    second = others.nota("05", sale, amount=200, number=2)
    of_second = others.invalidacion(second, seal(training, second))
    assert invalidate(training, event).json()["codigoMsg"] == "028"
    assert invalidate(training, of_second).status_code == 200
    assert invalidate(training, event).status_code == 200
    late = others.nota("05", sale, number=3)
    text = "[documentoRelacionado.numeroDocumento] DOCUMENTO SE ENCUENTRA ANULADO"
    assert_refused(training.send(late), "015", text, "14")


def test_a_settled_document_is_settled_back_once_it_is_invalidated(training: Training) -> None:
    document = credito_fiscal(9)
    document["ventaTercero"] = {"nit": OTHER_NIT, "nombre": "MANDANTE DE PRUEBA", "codDomiciliado": 1}
    sello = seal(training, document)
    seal(training, others.liquidacion((1, document), number=1))
    assert invalidate(training, others.invalidacion(document, sello)).status_code == 200
    seal(training, others.liquidacion((-1, document), number=2))
    assert training.send(others.liquidacion((-1, document), number=3)).json()["codigoMsg"] == "028"


def test_the_last_day_to_send_counts(training: Training, event: Document) -> None:
    """Sealed on 15 September: the 10th business day of October is the 14th."""
    training.control("POST", "/clock", {"now": "2026-10-15T00:30:00"})
    training.enter()
    late = "[identificacion.fecEmi] FECHA FUERA DE PLAZO PERMITIDO"
    assert_refused(invalidate(training, event), "018", late, "11", ["Plazo de transmisión hasta 2026-10-14"])
    training.control("POST", "/clock", {"now": "2026-10-14T23:59:00"})
    training.enter()
    assert invalidate(training, event).status_code == 200


def test_a_version_that_is_not_in_force_is_refused(training: Training, event: Document) -> None:
    windows = [{"structure": "invalidacion-v3", "since": "2026-12-01"}]
    training.control("POST", "/settings", {"acceptedVersions": windows})
    assert_refused(invalidate(training, event), "003", "[identificacion.version] VALOR NO VALIDO", "11")


# dates, by the manual's own examples


def target(tipo: str, issued: str, sealed: str) -> Target:
    held = Held(tipo, "00", {"identificacion": {"fecEmi": issued}}, invalidated=False)
    return Target(held, "N", "S", "E", date.fromisoformat(sealed))


def verdict(tipo: str, issued: str, sealed: str, day: str, today: str, field: str = "fecEmi") -> str | None:
    event = {"identificacion": {field: day}}
    try:
        check_dates(event, target(tipo, issued, sealed), date.fromisoformat(today))
    except RefusalError as error:
        return told(error)
    return None


def test_mhs_rows_of_dates(mh: Path) -> None:
    with (mh / "invalidation-dates.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["remark"].startswith("AGREES")]
    assert len(rows) == 12
    for row in rows:
        for tipo in row["tipos"].split("|"):
            if row["transmision_hasta"]:
                sealed = date.fromisoformat(row["fecha_transmision"])
                assert last_day_to_send(tipo, sealed) == date.fromisoformat(row["transmision_hasta"]), row
            if row["evento_hasta"]:
                issued = row["fecha_generacion"]
                sealed_on = row["fecha_transmision"] or issued
                for day in (row["evento_desde"], row["evento_hasta"]):
                    assert verdict(tipo, issued, sealed_on, day, sealed_on) is None, row
                after = date.fromordinal(date.fromisoformat(row["evento_hasta"]).toordinal() + 1).isoformat()
                assert verdict(tipo, issued, sealed_on, after, sealed_on) is not None, row


def test_an_event_of_1x_is_dated_from_its_document_on() -> None:
    assert verdict("03", "2025-11-09", "2025-11-09", "2025-11-10", "2025-11-10", "fecAnula") is None
    assert verdict("03", "2025-11-09", "2025-11-09", "2025-11-08", "2025-11-10", "fecAnula") == (
        "017 identificacion.fecAnula"
    )
    assert verdict("01", "2026-01-09", "2026-01-09", "2026-04-10", "2026-01-10") == "018 identificacion.fecEmi"


def test_business_days_skip_weekends_and_the_public_sectors_days_off() -> None:
    months = [business_day_after(date(2025 + month // 12, month % 12 + 1, 15)) for month in range(11, 23)]
    assert [f"{day:%m-%d}" for day in months] == [
        "01-16", "02-13", "03-13", "04-20", "05-15", "06-12", "07-14", "08-20", "09-14", "10-14", "11-16", "12-14",
    ]  # fmt: skip
    assert not is_business_day(date(2026, 4, 6))
    assert is_business_day(date(2026, 4, 7))
    assert [easter_sunday(year).isoformat() for year in (2024, 2025, 2026, 2027, 2038)] == [
        "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25",
    ]  # fmt: skip
