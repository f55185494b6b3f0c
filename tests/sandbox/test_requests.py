"""`/fesv/recepciondte`: token, request, signature and payload."""

import json
from typing import Any

import pytest

from tests.sandbox.conftest import Keys, Training, assert_refused
from tests.sandbox.documents import dump, factura

# token and request


@pytest.mark.parametrize("prefix", ["Bearer ", ""])
def test_the_token_is_taken_with_and_without_its_prefix(training: Training, prefix: str) -> None:
    training.token = prefix + training.token.removeprefix("Bearer ")
    assert training.send(factura()).status_code == 200


@pytest.mark.parametrize("token", ["", "nada", "Bearer nada", "Bearer a.b.c"])
def test_without_a_token_of_mh_the_answer_is_401(training: Training, token: str) -> None:
    training.token = token
    answer = training.send(factura())
    assert answer.status_code == 401
    assert answer.json()["error"] == "Unauthorized"


def test_a_doubled_prefix_is_401(training: Training) -> None:
    training.token = f"Bearer {training.token}"
    assert training.send(factura()).status_code == 401


def test_a_revoked_token_is_401_until_the_next_login(training: Training) -> None:
    assert training.control("POST", "/tokens/revoke").json() == {"contribuyentes": 1}
    assert training.send(factura()).status_code == 401
    training.token = training.login().json()["body"]["token"]
    assert training.send(factura()).status_code == 200


def test_an_expired_token_is_401(training: Training) -> None:
    offset = training.control("GET", "/clock").json()["offset_seconds"]
    training.control("POST", "/clock", {"offset_seconds": offset + 86_401})
    assert training.send(factura()).status_code == 401


def test_the_body_must_be_declared_as_json(training: Training) -> None:
    body = json.dumps(training.envelope(factura()))
    headers = {"Authorization": training.token, "Content-Type": "text/plain"}
    assert training.http.post("/fesv/recepciondte", content=body, headers=headers).status_code == 415


def test_an_empty_body_is_097_and_a_broken_one_098(training: Training) -> None:
    headers = {"Authorization": training.token, "Content-Type": "application/json"}
    empty = training.http.post("/fesv/recepciondte", content=b"", headers=headers)
    assert_refused(empty, "097", "NO SE HA PROPORCIONADO DATOS PARA VALIDAR", "99")
    broken = training.http.post("/fesv/recepciondte", content=b'{"ambiente":', headers=headers)
    assert_refused(broken, "098", "DATOS NO CUMPLEN ESTANDAR JSON", "99")


@pytest.mark.parametrize("name", ["ambiente", "idEnvio", "version", "tipoDte", "documento", "codigoGeneracion"])
def test_each_field_of_the_request_is_required(training: Training, name: str) -> None:
    body = training.envelope(factura())
    del body[name]
    text = "NO SE HA PROPORCIONADO DATOS PARA VALIDAR"
    assert_refused(training.post(body), "097", text, "99", [f"Campo #/{name} es requerido"])


@pytest.mark.parametrize(
    ("change", "code", "text"),
    [
        ({"ambiente": "02"}, "003", "[ambiente] VALOR NO VALIDO"),
        ({"idEnvio": 0}, "003", "[idEnvio] VALOR NO VALIDO"),
        ({"version": "2"}, "098", "DATOS NO CUMPLEN ESTANDAR JSON"),
        ({"idEnvio": True}, "098", "DATOS NO CUMPLEN ESTANDAR JSON"),
        ({"codigoGeneracion": "no-es-un-codigo"}, "006", "[codigoGeneracion] FORMATO NO VALIDO"),
    ],
)
def test_wrong_values_in_the_request_are_refused(
    training: Training, change: dict[str, Any], code: str, text: str
) -> None:
    assert_refused(training.send(factura(), **change), code, text, "99")


def test_a_body_beyond_the_limit_is_413(training: Training) -> None:
    body = training.envelope(factura()) | {"documento": "x" * 12_000_001}
    assert training.post(body).status_code == 413


# signature and payload


def test_a_signature_of_another_key_is_802_without_codigo(training: Training, other_keys: Keys) -> None:
    document = factura()
    answer = training.send(document, documento=other_keys.sign(dump(document)))
    assert_refused(answer, "802", "Firma no válida", "20", [])
    assert answer.json()["codigoGeneracion"] is None


def test_a_changed_payload_is_802(training: Training) -> None:
    document = factura()
    signed = training.keys.sign(dump(document)).split(".")
    other = training.keys.sign(dump(factura())).split(".")
    answer = training.send(document, documento=f"{signed[0]}.{other[1]}.{signed[2]}")
    assert_refused(answer, "802", "Firma no válida", "20")


@pytest.mark.parametrize(
    "text", ["x", "a.b", "a.b.c", "á.é.í", "e30.e30.e30", "eyJhbGciOiJub25lIn0.e30.", "W10.e30.AA"]
)
def test_what_is_no_jws_is_802(training: Training, text: str) -> None:
    assert_refused(training.send(factura(), documento=text), "802", "Firma no válida", "20")


def test_only_rs512_will_do(training: Training) -> None:
    document = factura()
    answer = training.send(document, documento=training.keys.sign(dump(document), "RS256"))
    assert_refused(answer, "802", "Firma no válida", "20")


@pytest.mark.parametrize(
    "payload",
    [
        b"no es json",
        b"\xff\xfe",
        b'{"a":1,"a":2}',
        b'{"a":NaN}',
        b'{"a":1e999999}',
        b'{"a":' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b"",
    ],
)
def test_a_payload_that_is_no_strict_json_is_098(training: Training, payload: bytes) -> None:
    answer = training.send(factura(), documento=training.keys.sign(payload))
    assert_refused(answer, "098", "DATOS NO CUMPLEN ESTANDAR JSON", "99")


@pytest.mark.parametrize("payload", [b"[]", b"7", b'"texto"', b"null", b'{"\\ud800":"\\ud800"}'])
def test_a_payload_that_is_no_document_is_refused(training: Training, payload: bytes) -> None:
    answer = training.send(factura(), documento=training.keys.sign(payload))
    assert answer.status_code == 400
    assert answer.json()["codigoMsg"] in {"096", "098"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ambiente": "01"}, "ambiente"),
        ({"version": 1}, "version"),
        ({"tipoDte": "03"}, "tipoDte"),
        ({"codigoGeneracion": "4BA1AEB5-2A77-4B5E-8C8B-CE195EC5DC88"}, "codigoGeneracion"),
    ],
)
def test_request_and_document_must_agree(training: Training, change: dict[str, Any], field: str) -> None:
    answer = training.send(factura(), **change)
    assert_refused(answer, "027", f"[identificacion.{field}] DATO NO COINCIDE CON DTE", "11")
