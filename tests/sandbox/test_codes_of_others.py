"""Codes, tributes and terms of the documents other than 01 and 03."""

from typing import Any

import pytest

from tests.sandbox import others
from tests.sandbox.documents import OTHER_NIT, credito_fiscal, factura
from tests.sandbox.support import Document, refusal, with_

SALE = credito_fiscal()
REMISION, NOTE, DEBIT = others.remision(), others.nota("05", SALE), others.nota("06", SALE)
RETENTION, SETTLEMENT, ACQUIRER = others.retencion(SALE), others.liquidacion((1, SALE)), others.liquidacion_contable()
EXPORT, PURCHASE, DONATION = others.exportacion(), others.compra(), others.donacion()


@pytest.mark.parametrize(
    ("document", "path", "wrong"),
    [
        (REMISION, "receptor__bienTitulo", "09"),
        (REMISION, "receptor__tipoDocumento", "99"),
        (REMISION, "receptor__direccion__distrito", "99"),
        (NOTE, "resumen__codigoRetencionMH", "21"),
        (NOTE, "resumen__condicionOperacion", 4),
        (DEBIT, "emisor__direccion__municipio", "01"),
        (RETENTION, "cuerpoDocumento__0__codigoRetencionMH", "21"),
        (RETENTION, "cuerpoDocumento__0__tipoDte", "04"),
        (RETENTION, "cuerpoDocumento__0__tipoGeneracion", 3),
        (SETTLEMENT, "cuerpoDocumento__0__tipoDte", "07"),
        (SETTLEMENT, "receptor__codDomiciliado", 3),
        (SETTLEMENT, "cuerpoDocumento__0__tributos", ["20", "C5"]),
        (ACQUIRER, "receptor__tipoEstablecimiento", "20"),
        (EXPORT, "emisor__tipoItemExpor", 4),
        (EXPORT, "emisor__recintoFiscal", "14"),
        (EXPORT, "emisor__tipoRegimen", "EX-4"),
        (EXPORT, "emisor__regimen", "1000.001"),
        (EXPORT, "receptor__codPais", "9300"),
        (EXPORT, "receptor__tipoPersona", 3),
        (EXPORT, "resumen__codIncoterms", "12"),
        (EXPORT, "cuerpoDocumento__0__tributos", ["C3", "20"]),
        (EXPORT, "resumen__pagos__0__codigo", "06"),
        (PURCHASE, "cuerpoDocumento__0__tipoItem", 4),
        (PURCHASE, "cuerpoDocumento__1__uniMedida", 3),
        (DONATION, "cuerpoDocumento__1__tipoDonacion", 4),
        (DONATION, "otrosDocumentos__0__codDocAsociado", 5),
        (DONATION, "receptor__codPais", "XX"),
        (DONATION, "emisor__tipoDocumento", "99"),
        (DONATION, "resumen__pagos__0__codigo", "10"),
    ],
)
def test_a_code_outside_its_list_is_007_where_it_stands(document: Document, path: str, wrong: Any) -> None:
    steps = [str(int(step) + 1) if step.isdigit() else step for step in path.split("__")]
    assert refusal(with_(document, **{path: wrong})) == f"007 {'.'.join(steps)}"


@pytest.mark.parametrize(
    ("document", "changes", "expected"),
    [
        (REMISION, {"cuerpoDocumento__0__tributos": None}, "005 cuerpoDocumento.1.tributos"),
        (NOTE, {"cuerpoDocumento__0__tributos": ["59"]}, "005 cuerpoDocumento.1.tributos"),
        (SETTLEMENT, {"cuerpoDocumento__0__tributos": None}, "005 cuerpoDocumento.1.tributos"),
        (SETTLEMENT, {"resumen__tributos": None}, "005 resumen.tributos"),
        (EXPORT, {"cuerpoDocumento__0__tributos": None}, "005 cuerpoDocumento.1.tributos"),
        (EXPORT, {"cuerpoDocumento__1__tributos": ["C3"]}, "024 cuerpoDocumento.2.tributos"),
        (EXPORT, {"cuerpoDocumento__1__uniMedida": 59}, "024 cuerpoDocumento.2.uniMedida"),
        (EXPORT, {"resumen__tributos": [others.EXPORT, others.EXPORT]}, "025 resumen.tributos"),
        (EXPORT, {"emisor__tipoItemExpor": 2}, "024 emisor.recintoFiscal"),
        (RETENTION, {"cuerpoDocumento__0__numItem": 2}, "019 cuerpoDocumento.1.numItem"),
        (PURCHASE, {"resumen__pagos__0__plazo": "01"}, "024 resumen.pagos.1.plazo"),
        (PURCHASE, {"resumen__condicionOperacion": 2}, "005 resumen.pagos.1.plazo"),
        (DONATION, {"resumen__pagos": None}, "005 resumen.pagos"),
        (DONATION, {"otrosDocumentos__0__codDocAsociado": 2}, "005 otrosDocumentos"),
        (DONATION, {"cuerpoDocumento__0__uniMedida": 59}, "024 cuerpoDocumento.1.uniMedida"),
        (DONATION, {"cuerpoDocumento__0__cantidad": 2}, "024 cuerpoDocumento.1.cantidad"),
        (DONATION, {"cuerpoDocumento__0__tipoDepreciacion": 1}, "024 cuerpoDocumento.1.tipoDepreciacion"),
    ],
)
def test_what_a_tipo_asks_for(document: Document, changes: dict[str, Any], expected: str) -> None:
    assert refusal(with_(document, **changes)) == expected


def test_a_donation_of_goods_alone_is_not_paid() -> None:
    document = others.donacion()
    document["cuerpoDocumento"] = [document["cuerpoDocumento"][1] | {"numItem": 1}]
    document["resumen"] |= {"valorTotal": 750}
    assert refusal(document) == "024 resumen.pagos"
    assert refusal(with_(document, resumen__pagos=None)) is None


def test_an_export_of_services_has_no_customs_data_and_one_third_party() -> None:
    services = with_(
        EXPORT, emisor__tipoItemExpor=2, emisor__recintoFiscal=None, emisor__tipoRegimen=None, emisor__regimen=None,
        resumen__codIncoterms=None,
    )  # fmt: skip
    assert refusal(services) is None
    assert refusal(with_(services, resumen__codIncoterms="09")) == "024 resumen.codIncoterms"
    thirds = {"ventaTercero": {"nit": OTHER_NIT, "nombre": "X", "codDomiciliado": 1}}
    thirds["compraTercero"] = {"numDocumento": OTHER_NIT, "nombre": "X"}
    assert refusal(with_(services, **thirds)) == "024 compraTercero"


def test_a_tribute_of_its_own_line_in_a_factura_carries_no_other() -> None:
    document = factura()
    own = {"tipoItem": 4, "codTributo": "57", "uniMedida": 99, "tributos": ["59"]}
    document["cuerpoDocumento"][0] |= own
    assert refusal(document) == "024 cuerpoDocumento.1.tributos"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"tipoModelo": 2}, "007 identificacion.tipoModelo"),
        ({"tipoModelo": 2, "tipoOperacion": 2}, "005 identificacion.tipoContingencia"),
        ({"tipoContingencia": 1}, "024 identificacion.tipoContingencia"),
        ({"tipoModelo": 2, "tipoOperacion": 2, "tipoContingencia": 5}, "005 identificacion.motivoContin"),
        ({"tipoModelo": 2, "tipoOperacion": 2, "tipoContingencia": 3}, None),
    ],
)
def test_a_deferred_transmission_names_its_cause(changes: dict[str, Any], expected: str | None) -> None:
    document = factura()
    document["identificacion"] |= changes
    assert refusal(document) == expected


@pytest.mark.parametrize("document", [SETTLEMENT, ACQUIRER, DONATION])
def test_some_documents_are_never_deferred(document: Document) -> None:
    deferred = with_(document, identificacion__tipoModelo=2, identificacion__tipoOperacion=2)
    assert refusal(deferred) == "007 identificacion.tipoOperacion"
