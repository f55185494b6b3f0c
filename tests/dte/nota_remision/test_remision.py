"""Notas de remisión (04): what they are made of, what they compute and which rules they break."""

from decimal import Decimal
from typing import Any

import pytest
from tests.dte.nota_credito.sales import RELATED
from tests.dte.nota_credito.test_note_rules import Change, complete, put, told_once
from tests.dte.nota_remision.sales import CONSIGNEE, EXPORTED, remission
from tests.dte.support import CONSUMIDOR, charge, document, line, refusals, resumen, warnings

from facturaxpress import dte

D = Decimal
VERSIONS = pytest.mark.parametrize("version", [3, 4])
NUMBER = EXPORTED["numeroDocumento"]


@VERSIONS
def test_figures(version: int) -> None:
    lines = [line(20, 3, montoDescu=3), line(40, tipoVenta="exenta"), line(5, 2, tipoVenta="noSujeta")]
    own = resumen(remission(*lines, resumen={"descuGravada": 7, "porcentajeDescuento": 10}), version=version)
    assert own["subTotalVentas"] == 107
    assert (own["totalGravada"], own["totalExenta"], own["totalNoSuj"]) == (57, 40, 10)
    assert (own["totalDescu"], own["subTotal"], own["porcentajeDescuento"]) == (10, 100, 10)
    assert [(entry["codigo"], entry["valor"]) for entry in own["tributos"]] == [("20", D("6.5"))]
    assert own["montoTotalOperacion"] == D("106.5")
    assert own["totalLetras"] == "CIENTO SEIS 50/100 DÓLARES"


def test_earlier_worked_figures() -> None:
    """Lodging of 177.00 with the tourism tax of 5 %: 177.00 + 23.01 + 8.85."""
    own = resumen(remission(line(177, tributos=["20", "59"])), version=3)
    assert own["montoTotalOperacion"] == D("208.86")
    assert [entry["valor"] for entry in own["tributos"]] == [D("23.01"), D("8.85")]


def test_what_goes_with_an_export_carries_its_tribute() -> None:
    sale = remission(line(50, numeroDocumento=NUMBER), line(10, tipoVenta="exenta"), documentoRelacionado=[EXPORTED])
    made = document(sale, version=4)
    assert [item["tributos"] for item in made["cuerpoDocumento"]] == [["C3"], None]
    assert [(entry["codigo"], entry["valor"]) for entry in made["resumen"]["tributos"]] == [("C3", 0)]
    assert made["resumen"]["montoTotalOperacion"] == 60
    assert dte.validate(made).faults == ()
    assert document(dte.reduce(made), version=4) == made
    assert ("not-allowed", "documentoRelacionado[0].tipoDocumento") in refusals(sale, version=3)


@pytest.mark.parametrize(("discount", "iva"), [(0, 13), (100, "11.70"), (500, "6.50"), (1000, 0)])
def test_a_discount_is_taken_off_what_carries_iva_and_what_does_not_in_proportion(discount: int, iva: Any) -> None:
    lines = [line(900, numeroDocumento=NUMBER), line(100)]
    sale = remission(*lines, documentoRelacionado=[EXPORTED], resumen={"descuGravada": discount})
    made = document(sale, version=4)
    assert {entry["codigo"]: entry["valor"] for entry in made["resumen"]["tributos"]} == {"C3": 0, "20": D(iva)}
    assert made["resumen"]["montoTotalOperacion"] == 1000 - discount + D(iva)
    assert dte.validate(made).faults == ()
    made["resumen"]["tributos"][1]["valor"] += 1
    assert "resumen.tributos[1].valor" in {fault.path for fault in dte.validate(made).faults}


def test_a_charge_has_no_place() -> None:
    assert refusals(remission(line(), charge(5)), version=4)[:2] == [
        ("unknown-field", "cuerpoDocumento[1].noGravado"),
        ("unknown-treatment", "cuerpoDocumento[1].tipoVenta"),
    ]


def test_nothing_is_paid() -> None:
    sale = remission(line(), resumen={"condicionOperacion": 1, "retieneIva": True})
    assert refusals(sale, version=4) == [
        ("unknown-field", "resumen.condicionOperacion"),
        ("unknown-field", "resumen.retieneIva"),
    ]


def test_who_delivers_is_of_1x() -> None:
    sale = remission(line(), extension={"nombEntrega": "Ana", "docuEntrega": "012345678"})
    assert document(sale, version=3)["extension"]["nombEntrega"] == "Ana"
    assert refusals(sale, version=4) == [("only-other-structure", "extension")]


def test_the_receiver_may_be_a_person() -> None:
    person = CONSIGNEE | CONSUMIDOR | {"nrc": None}
    assert document(remission(receptor=person), version=3)["receptor"]["numDocumento"] == "01234567-8"
    made = document(remission(receptor=person | {"direccion": None}), version=4)
    assert (made["receptor"]["numDocumento"], made["receptor"]["direccion"]) == ("012345678", None)
    assert refusals(remission(receptor=person | {"direccion": None}), version=3) == [("required", "receptor.direccion")]


def test_what_is_missing_is_asked_for() -> None:
    bare = {key: value for key, value in CONSIGNEE.items() if key != "bienTitulo"}
    assert refusals(remission(receptor=bare), version=4) == [("required", "receptor.bienTitulo")]
    assert refusals(remission(receptor=...), version=4) == [("required", "receptor")]


@VERSIONS
def test_a_remission_reduced_and_built_again_is_the_same(version: int) -> None:
    related = RELATED | {"tipoDocumento": "01"}
    lines = [line(20, 3, numeroDocumento=RELATED["numeroDocumento"]), line(4, tipoVenta="exenta", codigo="A1")]
    sale = remission(*lines, documentoRelacionado=[related], resumen={"descuExenta": 1, "observaciones": "En camión"})
    made = document(sale, version=version)
    assert document(dte.reduce(made), version=version) == made
    assert document(made, version=version) == made
    assert warnings(sale, version=version) == []


def old(*codes: str) -> Change:
    return put("cuerpoDocumento[0].tributos", list(codes))


RELATING = remission(line(50, numeroDocumento=NUMBER), documentoRelacionado=[EXPORTED])
DOCUMENTS: list[tuple[str, str, int, dict[str, Any], Change]] = [
    ("goods-title", "receptor.bienTitulo", 4, remission(), put("receptor.bienTitulo", "99")),
    ("goods-title", "receptor.bienTitulo", 3, remission(), put("receptor.bienTitulo", "99")),
    ("remission-export", "cuerpoDocumento[0].tributos", 4, RELATING, old("20")),
    ("remission-export", "cuerpoDocumento[0].tributos", 4, remission(), old("20", "C3")),
    ("note-tribute-old", "cuerpoDocumento[0].tributos[1]", 3, remission(), old("20", "28")),
    ("tribute-code", "cuerpoDocumento[0].tributos[1]", 4, remission(), old("20", "28")),
    ("nrc-without-nit", "receptor.nrc", 3, remission(), put("receptor.tipoDocumento", "37")),
    ("iva-missing", "cuerpoDocumento[0].tributos", 4, remission(), put("cuerpoDocumento[0].tributos", None)),
    ("summary-figure", "resumen.montoTotalOperacion", 4, remission(), put("resumen.montoTotalOperacion", D("12.75"))),
    ("summary-figure", "resumen.subTotal", 3, remission(), put("resumen.subTotal", D("11.32"))),
    ("words-cents", "resumen.totalLetras", 4, remission(), put("resumen.totalLetras", "DOCE 76/100 DÓLARES")),
    ("discount-over-total", "resumen.descuExenta", 4, remission(), put("resumen.descuExenta", D(1))),
    (
        "related-type",
        "documentoRelacionado[0].tipoDocumento",
        4,
        RELATING,
        put("documentoRelacionado[0].tipoDocumento", "05"),
    ),
]


@pytest.mark.parametrize(("code", "path", "version", "sale", "change"), DOCUMENTS)
def test_a_wrong_remission_is_told_at_its_place(
    code: str, path: str, version: int, sale: dict[str, Any], change: Change
) -> None:
    told_once(code, path, document(sale, version=version), change)


def test_rules_when_issuing() -> None:
    assert refusals(remission(receptor=CONSIGNEE | {"bienTitulo": "77"}), version=4) == [
        ("goods-title", "receptor.bienTitulo")
    ]
    assert refusals(remission(line(tributos=["20", "C3"])), version=4) == [
        ("remission-export", "cuerpoDocumento[0].tributos")
    ]
    taxed = remission(line(numeroDocumento=NUMBER, tributos=["20"]), documentoRelacionado=[EXPORTED])
    assert refusals(taxed, version=4) == [("remission-export", "cuerpoDocumento[0].tributos")]
    with pytest.raises(dte.FaultError) as caught:
        document(taxed, version=4)
    for fault in caught.value.faults:
        complete(fault)


PROVED = {row[0] for row in DOCUMENTS}
