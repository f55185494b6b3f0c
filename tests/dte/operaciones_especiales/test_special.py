"""Special operations (17): documents one by one and in ranges become an event, exactly; each rule broken and kept."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.dte.events import (
    TARGET,
    Change,
    all_of,
    complete,
    judged,
    put,
    simplified,
    special,
    told,
    voucher,
)
from tests.dte.support import context, document

from facturaxpress import dte
from facturaxpress.dte.events.operaciones_especiales.ranges import range_of

D = Decimal


def test_documents_one_by_one() -> None:
    made = document(special(voucher(precioUni=D("200.42")), voucher(numDocumento="CCI-2", precioUni=200)))
    assert list(made) == ["identificacion", "emisor", "cuerpoDocumento", "resumen", "apendice"]
    assert made["identificacion"]["tipoEvento"] == "17"
    assert made["emisor"] == {"nit": "06140101201013", "nombre": "EMPRESA EMISORA DE PRUEBA, S.A. DE C.V."}
    assert made["cuerpoDocumento"][0] == {
        "numItem": 1,
        "codigoGeneracionRef": None,
        "tipoDocumento": "97",
        "numDocumento": "CCI-1",
        "fechaEmision": "2026-09-03",
        "cantidad": 1,
        "descripcion": "Servicio de prueba",
        "docDel": None,
        "docAl": None,
        "precioUni": D("200.42"),
        "ventaNoSuj": 0,
        "ventaExenta": 0,
        "ventaGravada": D("200.42"),
        "tributos": ["20"],
    }
    assert made["resumen"] == {
        "totalNoSuj": 0,
        "totalExenta": 0,
        "totalGravada": D("400.42"),
        "subTotal": D("400.42"),
        "tributos": [{"codigo": "20", "descripcion": "Impuesto al Valor Agregado 13%", "valor": D("52.05")}],
        "total": D("452.47"),
        "totalLetras": "CUATROCIENTOS CINCUENTA Y DOS 47/100 DÓLARES",
    }


def test_ranges_are_counted_and_have_no_date() -> None:
    made = document(
        special(
            simplified("1", "25"),
            simplified("26", "27", D("8.65")),
            simplified("99", "99", D("7.5")),
            simplified("100", "100", tipoVenta="exenta"),
            simplified("A-07", "A-09", 5, tipoVenta="noSujeta"),
        )
    )
    lines = made["cuerpoDocumento"]
    assert [item["cantidad"] for item in lines] == [25, 2, 1, 1, 3]
    assert [item["fechaEmision"] for item in lines] == [None] * 5
    assert [item["tributos"] for item in lines] == [["20"], ["20"], ["20"], None, None]
    assert [item["ventaGravada"] for item in lines] == [250, D("17.3"), D("7.5"), 0, 0]
    assert made["resumen"]["totalExenta"] == 10
    assert made["resumen"]["totalNoSuj"] == 15
    assert made["resumen"]["subTotal"] == D("299.8")
    assert made["resumen"]["total"] == D("335.52")


def test_the_date_of_a_range_is_a_reading() -> None:
    sale = special(simplified("1", "3", fechaEmision="2026-09-04"))
    assert told(sale) == [("special-range-date", "cuerpoDocumento[0].fechaEmision")]
    assert document(sale)["cuerpoDocumento"][0]["fechaEmision"] is None
    filled = dte.Readings(fechaRango17="fecha")
    assert told(sale, readings=filled) == []
    made = document(sale, readings=filled)
    assert made["cuerpoDocumento"][0]["fechaEmision"] == "2026-09-04"
    # Both pass, whichever is issued.
    assert dte.validate(made).faults == ()


def test_figures_that_are_sent_are_compared() -> None:
    right = special(voucher(ventaGravada=10), resumen={"totalGravada": 10, "total": D("11.30")})
    assert told(right) == []
    wrong = special(voucher(ventaGravada=D("10.02")), resumen={"subTotal": 10, "total": D("11.40")})
    assert told(wrong) == [("computed", "cuerpoDocumento[0].ventaGravada"), ("computed", "resumen.total")]


def test_a_complete_event_is_an_input_too() -> None:
    made = document(special(simplified("1", "3"), simplified("4", "4", tipoVenta="exenta")))
    assert document(made) == made
    assert document(dte.reduce(made)) == made
    assert "resumen" not in dte.reduce(made)


def test_what_is_missing_is_asked_for() -> None:
    assert told({"tipoEvento": "17"}) == [("required", "cuerpoDocumento")]
    empty = {path for code, path in told({"tipoEvento": "17", "cuerpoDocumento": [{}]}) if code == "required"}
    assert empty == {f"cuerpoDocumento[0].{field}" for field in ("tipoDocumento", "descripcion", "precioUni")}
    odd = special(simplified("uno", "tres"))
    assert told(odd) == [("required", "cuerpoDocumento[0].cantidad")]
    assert told(special(simplified("uno", "tres", cantidad=3))) == []


def test_it_is_of_2_0_alone() -> None:
    with pytest.raises(dte.FaultError) as caught:
        dte.build(special(), context(ambiente="01", now=datetime(2026, 11, 30, 18, tzinfo=UTC)))
    assert [fault.code for fault in caught.value.faults] == ["not-in-force"]


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [("1", "25", 25), ("16", "16", 1), ("007", "010", 4), ("A1", "A3", 3), ("3", "1", -1)],
)
def test_ranges(first: str, last: str, count: int) -> None:
    found = range_of(first, last)
    assert found is not None
    assert found.count == count


@pytest.mark.parametrize(("first", "last"), [("A1", "B3"), ("uno", "tres"), ("", "1"), (None, None), ("1", None)])
def test_what_is_no_range(first: str | None, last: str | None) -> None:
    assert range_of(first, last) is None


REF = {"codigoGeneracionRef": TARGET}
LINES = "cuerpoDocumento[0]"
# Code, path and an input that breaks the rule.
INPUTS: list[tuple[str, str, dict[str, Any]]] = [
    ("event-ahead", "fecEmi", special(fecEmi="2026-09-16")),
    ("special-lines", "cuerpoDocumento", special(*[voucher(numDocumento=f"N{n}") for n in range(501)])),
    ("special-document", f"{LINES}.tipoDocumento", special(voucher(tipoDocumento="22"))),
    ("special-simplified", f"{LINES}.docDel", special(voucher(tipoDocumento="02"))),
    ("special-single", f"{LINES}.numDocumento", special(voucher(numDocumento=...))),
    ("special-single", f"{LINES}.fechaEmision", special(voucher(fechaEmision=...))),
    ("special-single-count", f"{LINES}.cantidad", special(voucher(cantidad=2))),
    ("special-range", f"{LINES}.docAl", special(simplified("1", ..., cantidad=1))),
    ("special-range", f"{LINES}.docDel", special(simplified(..., "1", cantidad=1))),
    ("special-range-number", f"{LINES}.numDocumento", special(simplified("1", "1", numDocumento="1"))),
    ("special-range-backwards", f"{LINES}.docAl", special(simplified("3", "1"))),
    ("special-range-count", f"{LINES}.cantidad", special(simplified("1", "3", cantidad=4))),
    ("special-mixed", "cuerpoDocumento[1].docDel", special(voucher(), simplified("1", "3", tipoDocumento="97"))),
    (
        "special-state",
        "cuerpoDocumento[1].codigoGeneracionRef",
        special(voucher(), voucher(numDocumento="CCI-2", **REF)),
    ),
    ("special-twice", "cuerpoDocumento[1].numDocumento", special(voucher(), voucher())),
    ("special-twice", "cuerpoDocumento[1].docDel", special(simplified("5", "9"), simplified("1", "5"))),
    (
        "special-twice",
        "cuerpoDocumento[2].docDel",
        special(simplified("1", "50"), simplified("60", "61"), simplified("7", "7")),
    ),
    ("special-period", f"{LINES}.fechaEmision", special(voucher(fechaEmision="2026-08-31"))),
    ("special-later", f"{LINES}.fechaEmision", special(voucher(fechaEmision="2026-09-16"))),
    ("special-reference-code", f"{LINES}.codigoGeneracionRef", special(voucher(codigoGeneracionRef="x" * 36))),
    ("iva-missing", f"{LINES}.tributos", special(voucher(tributos=["59"]))),
    ("tribute-code", f"{LINES}.tributos[1]", special(voucher(tributos=["20", "59"]))),
    ("item-number", f"{LINES}.numItem", special(voucher(numItem=2))),
]
RIGHT: list[dict[str, Any]] = [
    special(),
    special(voucher(), voucher(numDocumento="CCI-2")),
    special(simplified("1", "5"), simplified("6", "9"), simplified("1", "5", tipoDocumento="97")),
    special(voucher(**REF), voucher(numDocumento="CCI-2", **REF)),
    special(*[voucher(numDocumento=f"N{n}") for n in range(500)]),
    special(voucher(fechaEmision="2026-08-31"), fecEmi="2026-08-31"),
    special(voucher(fechaEmision="2026-09-15")),
]
EVENTS: list[tuple[str, str, Change]] = [
    ("line-figure", f"{LINES}.ventaGravada", put(f"{LINES}.ventaGravada", D("10.02"))),
    ("summary-figure", "resumen.total", put("resumen.total", D("11.32"))),
    ("tribute-not-summed", "resumen.tributos", put("resumen.tributos", None)),
    ("special-document", f"{LINES}.tipoDocumento", put(f"{LINES}.tipoDocumento", "22")),
    ("special-period", f"{LINES}.fechaEmision", put("identificacion.fecEmi", "2026-10-01")),
    ("special-later", f"{LINES}.fechaEmision", put("identificacion.fecEmi", "2026-09-02")),
]


@pytest.mark.parametrize(("code", "path", "sale"), INPUTS)
def test_an_input_that_breaks_a_rule_is_told_at_its_place(code: str, path: str, sale: dict[str, Any]) -> None:
    hits = [one for one in all_of(sale) if (one.code, one.path) == (code, path)]
    assert len(hits) == 1, told(sale)
    complete(hits[0])


@pytest.mark.parametrize("sale", RIGHT)
def test_a_right_input_breaks_none(sale: dict[str, Any]) -> None:
    assert told(sale) == []
    assert judged(sale) == []


@pytest.mark.parametrize(("code", "path", "change"), EVENTS)
def test_an_event_that_breaks_a_rule_is_told_at_its_place(code: str, path: str, change: Change) -> None:
    assert (code, path) in judged(special(), change)


def test_an_amount_stands_in_one_column() -> None:
    found = judged(special(), put(f"{LINES}.ventaExenta", D(5)))
    assert ("two-columns", LINES) in found


PROVED = {code for code, *_ in (*INPUTS, *EVENTS)} | {"special-range-date"}
