"""`/fesv/recepcion/consultadte/`: what MH says of a document it has, and of one it has not."""

from typing import Any

import pytest

from tests.sandbox.conftest import Keys, Training, assert_refused
from tests.sandbox.documents import OTHER_NIT, factura


@pytest.mark.parametrize("path", ["/fesv/recepcion/consultadte/", "/fesv/recepcion/consultadte"])
def test_a_sealed_document_is_answered_as_mhs_example(training: Training, path: str) -> None:
    document = factura()
    sealed = training.send(document).json()
    answer = training.consult(document, path)
    assert answer.status_code == 200
    assert answer.json() == sealed | {"observaciones": ["", ""]}


def test_observations_are_kept(training: Training) -> None:
    document = factura()
    document["identificacion"]["fecEmi"] = "2026-09-01"
    sealed = training.send(document).json()
    assert sealed["codigoMsg"] == "002"
    assert training.consult(document).json() == sealed


def test_an_unknown_document_is_014(training: Training) -> None:
    document = factura()
    answer = training.consult(document)
    assert answer.status_code == 400
    assert answer.json() == {
        "version": 2,
        "ambiente": "00",
        "versionApp": 2,
        "estado": "RECHAZADO",
        "codigoGeneracion": document["identificacion"]["codigoGeneracion"],
        "selloRecibido": None,
        "fhProcesamiento": None,
        "clasificaMsg": "99",
        "codigoMsg": "014",
        "descripcionMsg": "NO EXISTE UN REGISTRO CON ESTE DATO",
        "observaciones": None,
    }


def test_not_found_may_be_404_by_setting_or_by_fault(training: Training) -> None:
    document = factura()
    training.send(document)
    training.fault("not_found", times=1, status=404)
    denied = training.consult(document)
    assert (denied.status_code, denied.json()["codigoMsg"]) == (404, "014")
    assert training.consult(document).status_code == 200
    training.control("POST", "/settings", {"notFoundStatus": 404})
    assert training.consult(factura(2)).status_code == 404


def test_a_refused_document_is_not_found(training: Training) -> None:
    document = factura()
    document["resumen"]["totalPagar"] = 1
    assert training.send(document).status_code == 400
    assert training.consult(document).json()["codigoMsg"] == "014"


def test_another_tipo_or_taxpayer_does_not_find_it(training: Training, other_keys: Keys) -> None:
    document = factura()
    training.send(document)
    assert training.consult(document, tdte="03").json()["codigoMsg"] == "014"
    with Training(training.url, other_keys, OTHER_NIT) as neighbour:
        neighbour.enter()
        assert neighbour.consult(document).json()["codigoMsg"] == "014"


def test_only_the_own_nit_may_be_asked_about(training: Training) -> None:
    answer = training.consult(factura(), nitEmisor=OTHER_NIT)
    assert_refused(answer, "008", "[nitEmisor] NO CORRESPONDE A CONTRIBUYENTE", "99")


@pytest.mark.parametrize(
    ("change", "code"),
    [({"tdte": None}, "097"), ({"codigoGeneracion": ""}, "097"), ({"nitEmisor": 7}, "098")],
)
def test_each_field_is_required(training: Training, change: dict[str, Any], code: str) -> None:
    answer = training.consult(factura(), **change)
    assert (answer.status_code, answer.json()["codigoMsg"]) == (400, code)


def test_it_needs_a_token(training: Training) -> None:
    training.token = ""
    assert training.consult(factura()).status_code == 401
