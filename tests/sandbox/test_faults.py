"""Faults on request: what the issuer sees, and what MH keeps of it."""

from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from facturaxpress.sandbox.faults import Fault, Faults
from tests.sandbox.conftest import Training, assert_refused, wait_for
from tests.sandbox.documents import credito_fiscal, factura


def test_dropped_before_leaves_nothing(training: Training) -> None:
    document = factura()
    training.fault("drop_before", times=1)
    with pytest.raises(httpx2.RemoteProtocolError):
        training.send(document)
    assert training.sealed() == []
    assert training.send(document).status_code == 200


def test_dropped_after_leaves_a_sealed_document(training: Training) -> None:
    document = factura()
    training.fault("drop_after", service="recepciondte", times=1)
    with pytest.raises(httpx2.RemoteProtocolError):
        training.send(document)
    consulted = training.consult(document).json()
    assert consulted["selloRecibido"] == training.sealed()[0]["selloRecibido"]
    assert training.send(document).json()["codigoMsg"] == "004"


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_http_errors_before_processing(training: Training, status: int) -> None:
    training.fault("http_5xx", times=1, status=status)
    answer = training.send(factura())
    assert answer.status_code == status
    assert "html" in answer.headers["content-type"]
    assert training.sealed() == []


def test_http_errors_after_processing(training: Training) -> None:
    training.fault("http_5xx", times=1, status=504, when="after")
    assert training.send(factura()).status_code == 504
    assert len(training.sealed()) == 1


def test_an_answer_that_is_no_json(training: Training) -> None:
    training.fault("garbage", times=1)
    answer = training.send(factura())
    assert answer.status_code == 200
    assert "html" in answer.headers["content-type"]
    assert len(training.sealed()) == 1


def test_latency_before_processing_leaves_it_unknown_meanwhile(training: Training) -> None:
    document = factura()
    training.fault("latency", service="recepciondte", times=1, seconds=2)
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(training.send, document)
        wait_for(lambda: training.control("GET", "/faults").json() == [])
        assert training.consult(document).json()["codigoMsg"] == "014"
        assert sending.result().status_code == 200
    assert training.consult(document).status_code == 200


def test_latency_after_processing_has_it_sealed_meanwhile(training: Training) -> None:
    document = factura()
    training.fault("latency", service="recepciondte", times=1, seconds=2, when="after")
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(training.send, document)
        wait_for(lambda: training.consult(document).status_code == 200)
        assert not sending.done()
        assert sending.result().status_code == 200


def test_a_document_is_sealed_although_the_caller_has_gone(training: Training) -> None:
    document = factura()
    training.fault("latency", service="recepciondte", times=1, seconds=0.5)
    request = {"json": training.envelope(document), "headers": {"Authorization": training.token}}
    with pytest.raises(httpx2.ReadTimeout):
        training.http.post("/fesv/recepciondte", **request, timeout=0.1)
    wait_for(lambda: training.consult(document).status_code == 200)


def test_a_refusal_with_a_code_has_mhs_text_and_field(training: Training) -> None:
    training.fault("reject", times=1, codigoMsg="016")
    text = "[documentoRelacionado.numeroDocumento] MONTO DE OPERACIÓN ES MAYOR AL DOCUMENTO RELACIONADO"
    assert_refused(training.send(factura()), "016", text, "14", [])
    assert training.sealed() == []


def test_a_refusal_can_be_worded(training: Training) -> None:
    training.fault(
        "reject",
        times=1,
        codigoMsg="009",
        descripcionMsg="[receptor.nit] NIT CONTRIBUYENTE NO EXISTE",
        clasificaMsg="13",
        observaciones=["receptor.nit No existe."],
    )
    text = "[receptor.nit] NIT CONTRIBUYENTE NO EXISTE"
    assert_refused(training.send(factura()), "009", text, "13", ["receptor.nit No existe."])


def test_a_fault_may_be_for_one_tipo_only(training: Training) -> None:
    training.fault("reject", codigoMsg="021", tipoDte="03")
    assert training.send(factura()).status_code == 200
    assert training.send(credito_fiscal()).json()["codigoMsg"] == "021"


def test_an_expiring_token_stays_expired(training: Training) -> None:
    training.fault("token_expiry", times=1)
    assert training.send(factura()).status_code == 401
    assert training.send(factura()).status_code == 401
    training.token = training.login().json()["body"]["token"]
    assert training.send(factura()).status_code == 200


def test_faults_are_listed_counted_and_cleared(training: Training) -> None:
    training.fault("latency", seconds=0, times=2)
    training.fault("reject", codigoMsg="099")
    listed = training.control("GET", "/faults").json()
    assert [(each["kind"], each.get("times")) for each in listed] == [("latency", 2), ("reject", None)]
    assert training.send(factura()).json()["codigoMsg"] == "099"
    assert training.control("GET", "/faults").json()[0]["times"] == 1
    assert training.send(factura()).json()["codigoMsg"] == "099"
    remaining = training.control("GET", "/faults").json()
    assert [each["kind"] for each in remaining] == ["reject"]
    assert training.control("DELETE", f"/faults/{remaining[0]['id']}").json() == {"eliminadas": 1}
    assert training.send(factura()).status_code == 200
    training.fault("http_5xx")
    assert training.control("DELETE", "/faults").json() == {"eliminadas": 1}
    assert training.control("GET", "/faults").json() == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"kind": "meteorite"},
        {"kind": "latency", "segundos": 3},
        {"kind": "latency", "probability": 0},
        {"kind": "latency", "times": 0},
        {"kind": "latency", "seconds": -1},
        {"kind": "http_5xx", "status": 200},
        {"kind": "reject", "status": 500},
        {"kind": "drop_before", "service": "recepcionlote"},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(training: Training, body: dict[str, object]) -> None:
    answer = training.control("POST", "/faults", body)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("Cuerpo no válido")
    assert training.control("GET", "/faults").json() == []


def test_the_first_of_each_kind_strikes_by_its_chance() -> None:
    draws = iter([0.5, 0.1, 0.3, 0.3])
    faults = Faults(chance=lambda: next(draws))
    faults.add(Fault(kind="latency", probability=0.5))
    faults.add(Fault(kind="latency", probability=0.2, times=1))
    assert [fault.id for fault in faults.strike("auth", None).values()] == [2]
    assert [fault.id for fault in faults.strike("auth", None).values()] == [1]
    assert faults.strike("recepciondte", "01")["latency"].id == 1
