"""The sandbox's own services: taxpayers, documents, clock, settings, reset, and who may ask."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.sandbox.conftest import PASSWORD, Keys, Training
from tests.sandbox.documents import NIT, OTHER_NIT, SCHEMAS, TODAY, credito_fiscal, dump, factura


def test_registering_twice_is_registering_once(training: Training) -> None:
    assert training.register().status_code == 200
    assert training.send(factura()).status_code == 200
    taxpayers = training.control("GET", "/contribuyentes")
    assert [(each["nit"], each["usuario"]) for each in taxpayers.json()] == [(NIT, NIT)]
    assert PASSWORD not in taxpayers.text
    assert "PUBLIC KEY" not in taxpayers.text


def test_a_new_one_is_201_and_may_have_a_user_of_its_own(training: Training, other_keys: Keys) -> None:
    with Training(training.url, other_keys, "0614-020299-102-0") as neighbour:
        assert neighbour.register(usuario="vecino").status_code == 201
        assert neighbour.login("vecino").json()["body"]["user"] == "vecino"
        assert neighbour.login(OTHER_NIT).json()["status"] == "ERROR"
        assert training.register(usuario="vecino").status_code == 400


def test_a_renewed_key_and_password_take_effect(training: Training, other_keys: Keys) -> None:
    training.register(clave="Nueva-clave-2026", publicKey=other_keys.public)
    assert training.login().json()["status"] == "ERROR"
    assert training.login(password="Nueva-clave-2026").json()["status"] == "OK"
    document = factura()
    assert training.send(document).json()["codigoMsg"] == "802"
    assert training.send(document, documento=other_keys.sign(dump(document))).status_code == 200


@pytest.mark.parametrize(
    "change",
    [{"nit": "123"}, {"clave": ""}, {"publicKey": "nada"}, {"extra": "x"}, {"nit": 7}, {"publicKey": "PUBLIC KEY"}],
)
def test_what_cannot_be_registered_is_explained(training: Training, change: dict[str, str]) -> None:
    answer = training.register(**change)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert len(training.control("GET", "/contribuyentes").json()) == 1


def test_a_private_or_a_short_key_is_not_taken(training: Training) -> None:
    assert training.register(publicKey=training.keys.private).status_code == 400
    assert training.register(publicKey=Keys.generate(1024).public).status_code == 400


def test_documents_are_one_array_without_signatures(training: Training) -> None:
    first, second = factura(), credito_fiscal()
    seals = [training.send(document).json()["selloRecibido"] for document in (first, second)]
    answer = training.http.get("/_control/documents")
    listed = json.loads(answer.text, parse_float=Decimal)
    assert [each["selloRecibido"] for each in listed] == seals
    assert listed[1] == {
        "codigoGeneracion": second["identificacion"]["codigoGeneracion"],
        "numeroControl": "DTE-03-M001P001-000000000000001",
        "selloRecibido": seals[1],
        "tipoDte": "03",
        "version": 4,
        "ambiente": "00",
        "nitEmisor": NIT,
        "fecEmi": TODAY,
        "totalPagar": Decimal("282.40"),
        "fhProcesamiento": listed[1]["fhProcesamiento"],
        "recibido": listed[1]["recibido"],
        "codigoMsg": "001",
        "descripcionMsg": "RECIBIDO",
        "observaciones": [],
        "invalidado": None,
    }
    assert datetime.fromisoformat(listed[1]["recibido"]).tzinfo is not None


def test_one_document_shows_what_was_signed(training: Training) -> None:
    document = factura()
    signed = training.keys.sign(dump(document))
    training.send(document, documento=signed)
    code = document["identificacion"]["codigoGeneracion"]
    shown = training.control("GET", f"/documents/{code}")
    assert shown.json()["jws"] == signed
    assert json.loads(shown.text, parse_float=Decimal)["documento"] == document
    assert training.control("GET", "/documents/DESCONOCIDO").status_code == 404


def test_health_tells_what_is_there(training: Training) -> None:
    training.send(factura())
    training.fault("latency", seconds=0)
    health = training.control("GET", "/health").json()
    assert health["status"] == "ok"
    assert (health["documentos"], health["contribuyentes"], health["fallas"]) == (1, 1, 1)
    assert health["esquemas"] == {"origen": "MH", "tipos": SCHEMAS}
    assert health["contadores"]["recepciondte.sellados"] == 1


def test_the_clock_moves_everything(training: Training) -> None:
    shown = training.control("POST", "/clock", {"now": "2027-01-04T08:00:00"}).json()
    assert shown["local"].startswith("2027-01-04T08:00:0")
    assert shown["now"].startswith("2027-01-04T14:00:0")
    training.enter()
    body = training.send(factura()).json()
    assert body["fhProcesamiento"].startswith("04/01/2027 08:00:")
    assert body["selloRecibido"].startswith("2027")
    assert training.control("POST", "/clock", {"offset_seconds": 0}).json()["offset_seconds"] == 0
    shown = training.control("GET", "/clock").json()
    assert abs((datetime.fromisoformat(shown["now"]) - datetime.now(UTC)).total_seconds()) < 60


@pytest.mark.parametrize("body", [{}, {"now": "ayer"}, {"now": TODAY, "offset_seconds": 1}, {"offset_seconds": 1e15}])
def test_an_impossible_time_is_refused_and_changes_nothing(training: Training, body: dict[str, object]) -> None:
    before = training.control("GET", "/clock").json()["offset_seconds"]
    assert training.control("POST", "/clock", body).status_code == 400
    assert training.control("GET", "/clock").json()["offset_seconds"] == before


def test_settings_are_checked(training: Training) -> None:
    assert training.control("POST", "/settings", {"tokenSeconds": 0}).status_code == 400
    assert training.control("POST", "/settings", {"notFoundStatus": 500}).status_code == 400
    assert training.control("POST", "/settings", {"tokenSeconds": 30}).json()["tokenSeconds"] == 30
    assert training.control("GET", "/settings").json() == {
        "tokenSeconds": 30,
        "bearerPrefix": True,
        "authErrorStatus": 200,
        "notFoundStatus": 400,
        "unknownRelated": False,
        "acceptedVersions": [],
    }


def test_a_reset_forgets_all_but_the_taxpayers_unless_asked(training: Training) -> None:
    training.send(factura())
    training.fault("http_5xx")
    training.control("POST", "/reset")
    assert training.sealed() == []
    assert training.control("GET", "/faults").json() == []
    assert training.control("GET", "/clock").json()["offset_seconds"] == 0
    assert training.send(factura()).status_code == 401
    assert training.login().json()["status"] == "OK"
    training.control("POST", "/reset", {"contribuyentes": True})
    assert training.control("GET", "/contribuyentes").json() == []
    assert training.login().json()["status"] == "ERROR"


@pytest.mark.parametrize("headers", [{"Host": "sandbox.example.com"}, {"X-Forwarded-For": "203.0.113.9"}])
def test_control_is_closed_to_whoever_comes_from_outside(training: Training, headers: dict[str, str]) -> None:
    assert training.http.get("/_control/documents", headers=headers).status_code == 404
    assert training.http.get("/_control/documents", headers={"Host": "localhost"}).status_code == 200


def test_other_paths_and_methods_are_refused_as_a_servlet_container_does(training: Training) -> None:
    unknown = training.http.post("/fesv/nada", json={})
    assert (unknown.status_code, unknown.json()["path"]) == (404, "/fesv/nada")
    assert training.http.get("/fesv/recepciondte").status_code == 405
