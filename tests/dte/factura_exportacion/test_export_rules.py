"""The rules of exports (11), each broken and kept, when issuing and when judging a document."""

import copy
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from tests.dte.factura_exportacion.sales import CUSTOMS, customer, fex, goods, service, services
from tests.dte.support import charge, document, refusals, resumen, warnings

from facturaxpress import dte

D = Decimal
THIRD = {"nit": "02100101991034", "nombre": "MANDANTE", "codDomiciliado": 1}
BUYER = {"numDocumento": "06140101101035", "nombre": "TERCERO"}
TRUCK = {"codDocAsociado": 4, "modoTransp": 1, "placaTrans": "C-12345", "nombreConductor": "Conductor"}
PAPER = {"codDocAsociado": 1, "descDocumento": "Permiso", "detalleDocumento": "P-1"}
Make = Callable[[int], dict[str, Any]]

# Code, path, version and a sale that breaks the rule.
SALES: list[tuple[str, str, int, dict[str, Any]]] = [
    ("export-kind", "emisor.tipoItemExpor", 3, fex(emisor={**CUSTOMS, "tipoItemExpor": 3})),
    ("export-kind", "emisor.tipoItemExpor", 3, fex(emisor={**CUSTOMS, "tipoItemExpor": 7})),
    ("export-services", "emisor.recintoFiscal", 3, services(emisor={"recintoFiscal": "02"})),
    ("export-services", "emisor.regimen", 1, services(emisor={"regimen": "1000.000"})),
    ("export-services-incoterms", "resumen.codIncoterms", 3, services(resumen={"codIncoterms": "09"})),
    ("export-services-incoterms", "resumen.descIncoterms", 1, services(resumen={"descIncoterms": "FOB"})),
    ("export-customs", "emisor.recintoFiscal", 3, fex(emisor={"regimen": "1000.000"})),
    ("export-customs", "emisor.tipoRegimen", 3, fex(emisor={"recintoFiscal": "02"})),
    ("export-code", "emisor.recintoFiscal", 3, fex(emisor={**CUSTOMS, "recintoFiscal": "98"})),
    ("export-code", "emisor.regimen", 3, fex(emisor={**CUSTOMS, "regimen": "9999.999"})),
    ("export-code", "emisor.tipoRegimen", 3, fex(emisor={**CUSTOMS, "tipoRegimen": "EX-9"})),
    ("export-code", "resumen.codIncoterms", 3, fex(resumen={"codIncoterms": "77"})),
    ("export-code", "receptor.tipoPersona", 3, fex(receptor=customer(tipoPersona=3))),
    ("export-code", "otrosDocumentos[0].modoTransp", 3, fex(otrosDocumentos=[{**TRUCK, "modoTransp": 7}])),
    ("country", "receptor.codPais", 3, fex(receptor=customer(codPais="XX", nombrePais="Xanadú"))),
    ("country", "receptor.codPais", 1, fex(receptor=customer(codPais="XX", nombrePais="Xanadú"))),
    ("export-parties", "compraTercero", 3, fex(ventaTercero=THIRD, compraTercero=BUYER)),
    ("export-transport", "otrosDocumentos[0].placaTrans", 3, fex(otrosDocumentos=[{**TRUCK, "placaTrans": None}])),
    ("export-transport", "otrosDocumentos[0].descDocumento", 3, fex(otrosDocumentos=[{**TRUCK, **PAPER, **TRUCK}])),
    ("export-transport", "otrosDocumentos[0].modoTransp", 3, fex(otrosDocumentos=[{**PAPER, "modoTransp": 1}])),
    (
        "export-transport",
        "otrosDocumentos[0].nombreConductor",
        1,
        fex(otrosDocumentos=[{**TRUCK, "nombreConductor": None}]),
    ),
    ("other-document", "otrosDocumentos[0].codDocAsociado", 3, fex(otrosDocumentos=[{**PAPER, "codDocAsociado": 3}])),
    ("other-document-uncoded", "otrosDocumentos[0].codDocAsociado", 3, fex(
        otrosDocumentos=[PAPER | {"codDocAsociado": None}])),
    ("export-rate", "cuerpoDocumento[0].tributos", 3, fex(goods(uniMedida=22, tributos=["D1"]))),
    ("export-only-rate", "cuerpoDocumento[0].tributos[1]", 1, fex(goods(uniMedida=22, tributos=["C3", "D1"]))),
    ("export-fuel", "cuerpoDocumento[0].tributos[1]", 3, fex(goods(uniMedida=22, tributos=["C3", "C8"]))),
    ("export-email", "receptor.correo", 1, fex(goods(10000), receptor=customer(correo=...))),
    ("tribute-iva-export", "cuerpoDocumento[0].tributos[0]", 3, fex(goods(tributos=["20"]))),
    ("tribute-line", "cuerpoDocumento[1].tributos", 3, fex(goods(), {"codTributo": "57", "descripcion": "Impuesto"}
        | {"precioUni": 5, "tributos": ["C3"]})),
    ("only-charges", "cuerpoDocumento", 3, fex(charge(5))),
    ("discount-over-total", "resumen.descuGravada", 3, fex(resumen={"descuGravada": D("100.01")})),
    ("credit-short", "resumen.saldoFavor", 3, fex(goods(), charge(-130), resumen={"saldoFavor": -10})),
    ("related-type", "documentoRelacionado[0].tipoDocumento", 3, fex(documentoRelacionado=[
        {"tipoDocumento": "01", "tipoGeneracion": 1, "numeroDocumento": "1", "fechaEmision": "2026-09-01"}])),
    ("item-kind", "cuerpoDocumento[0].tipoItem", 3, fex(goods(tipoItem=5))),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "path", "version", "sale"), SALES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_sale_that_breaks_a_rule_is_told_at_its_place(
    code: str, path: str, version: int, sale: dict[str, Any]
) -> None:
    found = refusals(sale, version=version) or warnings(sale, version=version)
    assert found.count((code, path)) == 1, found


def of(sale: dict[str, Any], path: str, value: Any) -> Make:
    """A right document of either version, with one place changed."""

    def make(version: int) -> dict[str, Any]:
        whole = copy.deepcopy(document(sale, version=version))
        *parents, last = [
            int(part) if part.isdigit() else part for part in path.replace("[", ".").replace("]", "").split(".")
        ]
        node: Any = whole
        for part in parents:
            node = node[part]
        node[last] = value
        return whole

    return make


BIG = fex(goods(10000))
OFF = D("100.02")
CODES = ["20"]
# Code, path, version, level and a document that breaks the rule.
DOCUMENTS: list[tuple[str, str, int, str, Make]] = [
    ("export-kind", "emisor.tipoItemExpor", 3, "fault", of(fex(), "emisor.tipoItemExpor", 4)),
    ("export-both", "emisor.tipoItemExpor", 3, "warning", of(fex(), "emisor.tipoItemExpor", 3)),
    ("export-services", "emisor.regimen", 3, "fault", of(fex(service()), "emisor.tipoItemExpor", 2)),
    ("export-services", "emisor.regimen", 1, "fault", of(fex(service()), "emisor.tipoItemExpor", 2)),
    ("export-services-incoterms", "resumen.codIncoterms", 3, "fault", of(services(), "resumen.codIncoterms", "09")),
    ("export-services-incoterms", "resumen.codIncoterms", 1, "warning", of(services(), "resumen.codIncoterms", "09")),
    ("export-customs", "emisor.recintoFiscal", 3, "warning", of(fex(), "emisor.recintoFiscal", None)),
    ("export-code", "emisor.regimen", 3, "fault", of(fex(), "emisor.regimen", "EX-1.1000.000")),
    ("export-code", "emisor.regimen", 1, "warning", of(fex(), "emisor.regimen", "1000.000")),
    ("country", "receptor.codPais", 3, "fault", of(fex(), "receptor.codPais", "9483")),
    ("country", "receptor.codPais", 1, "fault", of(fex(), "receptor.codPais", "9301")),
    ("export-parties", "compraTercero", 3, "fault", of(fex(ventaTercero=THIRD), "compraTercero", BUYER)),
    ("export-transport", "otrosDocumentos[0].modoTransp", 3, "fault",
        of(fex(otrosDocumentos=[TRUCK]), "otrosDocumentos[0].modoTransp", None)),
    ("export-transport", "otrosDocumentos[0].nombreConductor", 1, "fault",
        of(fex(otrosDocumentos=[TRUCK]), "otrosDocumentos[0].nombreConductor", None)),
    ("export-rate", "cuerpoDocumento[0].tributos", 3, "fault", of(fex(), "cuerpoDocumento[0].tributos", None)),
    ("export-rate", "cuerpoDocumento[0].tributos", 1, "warning", of(fex(), "cuerpoDocumento[0].tributos", None)),
    ("export-only-rate", "cuerpoDocumento[0].tributos[0]", 1, "fault", of(fex(), "cuerpoDocumento[0].tributos", CODES)),
    ("export-email", "receptor.correo", 1, "fault", of(BIG, "receptor.correo", None)),
    ("export-email", "receptor", 1, "fault", of(BIG, "receptor", None)),
    ("tribute-not-summed", "resumen.tributos", 3, "fault", of(fex(), "resumen.tributos", None)),
    ("summary-figure", "resumen.tributos[0].valor", 3, "fault", of(fex(), "resumen.tributos[0].valor", D("0.02"))),
    ("line-figure", "cuerpoDocumento[0].ventaGravada", 3, "fault", of(fex(), "cuerpoDocumento[0].ventaGravada", OFF)),
    ("summary-figure", "resumen.montoTotalOperacion", 3, "fault", of(fex(), "resumen.montoTotalOperacion", OFF)),
    ("summary-figure", "resumen.totalPagar", 1, "fault", of(fex(), "resumen.totalPagar", D("99.98"))),
    ("summary-figure", "resumen.totalDescu", 3, "fault", of(fex(), "resumen.totalDescu", D("0.02"))),
    ("words-cents", "resumen.totalLetras", 3, "warning", of(fex(), "resumen.totalLetras", "CIEN 20/100 DÓLARES")),
    ("item-kind", "cuerpoDocumento[0].tipoItem", 3, "fault", of(fex(), "cuerpoDocumento[0].tipoItem", 9)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "path", "version", "level", "make"), DOCUMENTS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_document_that_breaks_a_rule_is_told_at_its_place(
    code: str, path: str, version: int, level: str, make: Make
) -> None:
    report = dte.validate(make(version))
    found = report.faults if level == "fault" else report.warnings
    hits = [one for one in found if (one.code, one.path) == (code, path)]
    assert len(hits) == 1, [str(one) for one in (*report.faults, *report.warnings)]
    for text in (hits[0].message, hits[0].message_en, hits[0].fix, hits[0].fix_en):
        assert text.strip()
        assert "{" not in text
        assert "None" not in text


RIGHT: list[dict[str, Any]] = [
    fex(),
    services(),
    fex(goods(), service()),
    fex(goods(D("9999.99")), receptor=customer(correo=...)),
    fex(otrosDocumentos=[PAPER, {**TRUCK, "numConductor": "CR-123"}]),
    fex(ventaTercero=THIRD),
    fex(resumen={"codIncoterms": "11"}),
]


@pytest.mark.parametrize("version", [1, 3])
@pytest.mark.parametrize("sale", RIGHT, ids=range(len(RIGHT)))
def test_a_right_export_passes(sale: dict[str, Any], version: int) -> None:
    made = document(sale, version=version)
    assert warnings(sale, version=version) == []
    report = dte.validate(made)
    assert (report.faults, report.warnings) == ((), ())


def test_every_reading_passes() -> None:
    made = document(fex(goods(), charge(5)), version=3)
    made["resumen"] |= {"totalPagar": 95, "totalLetras": "NOVENTA Y CINCO 00/100 DÓLARES"}
    made["resumen"]["pagos"][0]["montoPago"] = 95
    assert dte.validate(made).faults == ()
    both = document(fex(), version=3)
    both["emisor"]["tipoItemExpor"] = 3
    assert dte.validate(both).faults == ()


def test_harmless_values_break_no_rule() -> None:
    """What is refused for its form is replaced, and the rules look at what it was replaced by."""
    for version in (1, 3):
        made = document(fex(otrosDocumentos=[TRUCK], ventaTercero=THIRD), version=version)
        for section in list(made):
            assert dte.validate({**made, section: 5}).faults
            assert dte.validate({**made, section: {}}).faults
            assert dte.validate({**made, section: [{}]}).faults


PROVED = {code for code, *_ in (*SALES, *DOCUMENTS)}


def test_a_credit_that_version_1_cannot_carry_on_is_told() -> None:
    over = fex(goods(100), charge(-300))
    told = ("credit-lost", "resumen.totalPagar")
    assert told in warnings(over, version=1)
    made = document(over, version=1)
    report = dte.validate(made)
    assert report.ok
    assert told in [(one.code, one.path) for one in report.warnings]
    assert "200.00" in next(one.message for one in report.warnings if one.code == told[0])
    assert told not in warnings(fex(goods(100), charge(-100)), version=1)
    assert resumen(over)["saldoFavor"] == -200
    assert told not in warnings(over)


PROVED |= {"credit-lost"}
