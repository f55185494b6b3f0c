"""The events by themselves: contingency, special operations (17) and returns (18)."""

from typing import Any

import pytest

from tests.sandbox import others
from tests.sandbox.documents import credito_fiscal
from tests.sandbox.support import Document, refusal, with_

CONTINGENCY, OPERATIONS, RETURN = others.contingencia(), others.operaciones(), others.retorno()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"motivo__hInicio": "13:00:00"}, "017 motivo.fFin"),
        ({"motivo__fInicio": "2026-09-16"}, "017 motivo.fFin"),
        ({"motivo__fInicio": "2026-09-14", "motivo__hInicio": "23:00:00"}, None),
        ({"motivo__tipoContingencia": 5}, "005 motivo.motivoContingencia"),
        ({"motivo__tipoContingencia": 6}, "007 motivo.tipoContingencia"),
        ({"motivo__tipoContingencia": 5, "motivo__motivoContingencia": "Inundación"}, None),
        ({"detalleDTE__1__noItem": 3}, "019 detalleDTE.2.noItem"),
        ({"detalleDTE__0__tipoDoc": "08"}, "007 detalleDTE.1.tipoDoc"),
        ({"emisor__tipoDocResponsable": "99"}, "007 emisor.tipoDocResponsable"),
        ({"emisor__tipoEstablecimiento": "20"}, "007 emisor.tipoEstablecimiento"),
    ],
)
def test_a_contingency(changes: dict[str, Any], expected: str | None) -> None:
    assert refusal(with_(CONTINGENCY, **changes)) == expected


def test_a_contingency_lists_each_document_once() -> None:
    code = CONTINGENCY["detalleDTE"][0]["codigoGeneracion"]
    assert refusal(with_(CONTINGENCY, detalleDTE__1__codigoGeneracion=code)) == "025 detalleDTE.2.codigoGeneracion"


SINGLE = {
    "cuerpoDocumento__0__tipoDocumento": "97",
    "cuerpoDocumento__0__docDel": None,
    "cuerpoDocumento__0__docAl": None,
    "cuerpoDocumento__0__numDocumento": "A-1",
    "cuerpoDocumento__0__fechaEmision": "2026-09-02",
    "cuerpoDocumento__0__cantidad": 1,
    "cuerpoDocumento__0__precioUni": 250,
}


def singles() -> Document:
    """Two internal vouchers, one by one: 250.00 taxed, 10.00 exempt."""
    document = with_(OPERATIONS, **SINGLE)
    second = {path.replace("__0__", "__1__"): value for path, value in SINGLE.items()}
    return with_(document, **second | {"cuerpoDocumento__1__precioUni": 10})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"cuerpoDocumento__0__fechaEmision": "2026-09-02"}, None),
        ({"cuerpoDocumento__0__fechaEmision": "2026-08-31"}, "017 cuerpoDocumento.1.fechaEmision"),
        ({"cuerpoDocumento__0__tipoDocumento": "22"}, "007 cuerpoDocumento.1.tipoDocumento"),
        ({"cuerpoDocumento__0__docAl": None}, "005 cuerpoDocumento.1.docAl"),
        ({"cuerpoDocumento__1__docDel": None, "cuerpoDocumento__1__docAl": None}, "026 cuerpoDocumento.2.docDel"),
        ({"cuerpoDocumento__1__codigoGeneracionRef": "X"}, "026 cuerpoDocumento.2.codigoGeneracionRef"),
        ({"cuerpoDocumento__0__numDocumento": "1"}, "024 cuerpoDocumento.1.numDocumento"),
        ({"cuerpoDocumento__0__tributos": None}, "005 cuerpoDocumento.1.tributos"),
        ({"cuerpoDocumento__0__tributos": ["20", "59"]}, "007 cuerpoDocumento.1.tributos"),
        ({"cuerpoDocumento__0__ventaGravada": 251}, "020 cuerpoDocumento.1.ventaGravada"),
        ({"cuerpoDocumento": []}, "020 resumen.totalExenta"),
    ],
)
def test_special_operations_by_ranges(changes: dict[str, Any], expected: str | None) -> None:
    assert refusal(with_(OPERATIONS, **changes)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"cuerpoDocumento__1__numDocumento": None}, "005 cuerpoDocumento.2.numDocumento"),
        ({"cuerpoDocumento__1__fechaEmision": None}, "005 cuerpoDocumento.2.fechaEmision"),
        ({"cuerpoDocumento__0__tipoDocumento": "02"}, "005 cuerpoDocumento.1.docDel"),
        (
            {"cuerpoDocumento__0__cantidad": 2, "cuerpoDocumento__0__precioUni": 125},
            "020 cuerpoDocumento.1.cantidad",
        ),
    ],
)
def test_special_operations_one_by_one(changes: dict[str, Any], expected: str | None) -> None:
    assert refusal(with_(singles(), **changes)) == expected


def test_special_operations_have_500_lines_at_most() -> None:
    line = OPERATIONS["cuerpoDocumento"][1]
    lines = [line | {"numItem": number, "docDel": str(number), "docAl": str(number)} for number in range(1, 502)]
    resumen = {
        "totalNoSuj": 0, "totalExenta": 5000, "totalGravada": 0, "subTotal": 5000, "tributos": None, "total": 5000,
        "totalLetras": None,
    }  # fmt: skip
    assert refusal(with_(OPERATIONS, cuerpoDocumento=lines[:500], resumen=resumen)) is None
    assert refusal(with_(OPERATIONS, cuerpoDocumento=lines, resumen=resumen)) == "003 cuerpoDocumento"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"documentoRelacionado__0__tipoDocumento": "03"}, "007 documentoRelacionado.1.tipoDocumento"),
        ({"cuerpoDocumento__0__codigoGeneracion": "X"}, "007 cuerpoDocumento.1.codigoGeneracion"),
        ({"cuerpoDocumento__0__tributos": ["20"]}, "007 cuerpoDocumento.1.tributos"),
        ({"identificacion__tipoModelo": 2}, "007 identificacion.tipoModelo"),
        ({"cuerpoDocumento__0__numItem": 7}, "019 cuerpoDocumento.1.numItem"),
        ({"documento": {"tipoDocumento": "99"}}, "007 documento.tipoDocumento"),
        ({"resumen__totalIva": 2}, "020 resumen.totalIva"),
    ],
)
def test_a_return(changes: dict[str, Any], expected: str) -> None:
    assert refusal(RETURN) is None
    assert refusal(with_(RETURN, **changes)) == expected


def test_an_invalidation_of_what_is_invalidated_first_has_no_replacement() -> None:
    event = others.invalidacion(credito_fiscal(), "2026" + "A" * 36, tipoAnulacion=1)
    assert refusal(event) == "005 documento.codigoGeneracionR"
    for tipo in ("05", "08", "17", "18"):
        freed = with_(event, documento__tipoDte=tipo)
        assert refusal(freed) is None
        assert refusal(with_(freed, documento__codigoGeneracionR="R")) == "024 documento.codigoGeneracionR"
    assert refusal(with_(event, documento__tipoDte="16")) == "007 documento.tipoDte"
