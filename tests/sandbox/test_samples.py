"""MH's own documents, held against MH's own schemas, over HTTP."""

import copy
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.conftest import NOW, Keys, Process, Training, assert_refused
from tests.sandbox.documents import TODAY


@pytest.fixture(scope="module")
def mh_process(mh: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    running = Process(tmp_path_factory.mktemp("mh"), "--schemas", str(mh / "schemas"))
    yield running
    assert running.stop() == 0, running.errors


@pytest.fixture
def mh_training(mh_process: Process, keys: Keys) -> Iterator[Training]:
    with Training(mh_process.url, keys) as trainee:
        trainee.control("POST", "/reset", {"contribuyentes": True})
        trainee.control("POST", "/clock", {"now": NOW})
        yield trainee


def _enter_as_issuer_of(document: dict[str, Any], training: Training) -> None:
    issuer = document.get("emisor") or document["donatario"]
    training.nit = issuer.get("nit") or issuer["numDocumento"]
    training.enter()


@pytest.mark.parametrize(("pattern", "many"), [("01__v2__*.json", 7), ("03__v4__*.json", 6)])
def test_every_document_of_01_and_03_is_sealed(
    mh_training: Training, mh_documents: Any, pattern: str, many: int
) -> None:
    documents = mh_documents(pattern)
    assert len(documents) >= many
    for document in documents:
        assert document["identificacion"]["fecEmi"] == TODAY
        _enter_as_issuer_of(document, mh_training)
        body = mh_training.send(document).json()
        assert body["codigoMsg"] == "001", body


def test_two_cents_in_any_total_are_refused(mh_training: Training, mh_documents: Any) -> None:
    (document,) = mh_documents("03__v4__official_p50*.json")
    _enter_as_issuer_of(document, mh_training)
    names = ("totalGravada", "subTotalVentas", "totalDescu", "subTotal", "ivaRete", "montoTotalOperacion", "totalPagar")
    for name in names:
        wrong = copy.deepcopy(document)
        wrong["resumen"][name] += Decimal("0.02")
        assert_refused(mh_training.send(wrong), "020", f"[resumen.{name}] CALCULO INCORRECTO", "16", [])
    assert mh_training.send(document).status_code == 200


def test_documents_of_every_tipo_and_both_regimes_are_sealed(mh: Path, mh_training: Training) -> None:
    """What the notes adjust was never sealed here; MH would know it. One is dated over three months after its 03."""
    mh_training.control("POST", "/settings", {"unknownRelated": True})
    sealed = set()
    for file in sorted((mh / "samples").rglob("*.json")):
        document = json.loads(file.read_text(), parse_float=Decimal)
        identification = document["identificacion"]
        if "tipoDte" not in identification:
            continue  # an event: not for this service
        _enter_as_issuer_of(document, mh_training)
        body = mh_training.send(document).json()
        if file.name == "05__v4__official_p51_return_5_jeans.json":
            late = "[documentoRelacionado.fechaEmision] FECHA FUERA DE PLAZO PERMITIDO"
            assert (body["codigoMsg"], body["descripcionMsg"]) == ("018", late)
            continue
        assert body["estado"] == "PROCESADO", (file.name, body)
        sealed.add((identification["tipoDte"], identification["version"]))
    assert len(sealed) == 22


def test_texts_of_mhs_signer_are_taken_as_they_are(mh: Path, mh_training: Training) -> None:
    """The signer indents the payload; what counts is the signature over it."""
    folder = mh / "signing"
    mh_training.keys = Keys("", (folder / "synthetic_public_key.pem").read_text())
    for name in ("01_fe", "03_ccf"):
        signed = (folder / f"{name}.jackson_pretty.jws").read_text().strip()
        document = json.loads((folder / f"{name}.jackson_pretty.payload.json").read_text())
        _enter_as_issuer_of(document, mh_training)
        assert mh_training.send(document, documento=signed).status_code == 200


def test_a_schema_fault_is_told_in_mhs_words(mh_training: Training, mh_documents: Any) -> None:
    (document,) = mh_documents("03__v4__basic.json")
    _enter_as_issuer_of(document, mh_training)
    document["receptor"]["telefono"] = "220"
    document["resumen"]["pagos"][0]["periodo"] = 0
    document["resumen"]["totalPagar"] = Decimal("2260.001")
    document["identificacion"]["fecEmi"] = "2026-02-30"
    observations = [
        "Campo #/identificacion/fecEmi no cumple el formato requerido",
        "Campo #/receptor/telefono no cumple el tamaño mínimo permitido",
        "Campo #/resumen/totalPagar no cumple la cantidad de decimales permitida",
        "Campo #/resumen/pagos/0/periodo no cumple el mínimo exclusivo",
    ]
    answer = mh_training.send(document)
    assert_refused(answer, "096", "DOCUMENTO NO CUMPLE ESQUEMA JSON", "98")
    assert sorted(answer.json()["observaciones"]) == sorted(observations)
