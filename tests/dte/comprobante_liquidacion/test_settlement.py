"""Settlements (08) made into documents of either version."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.dte.comprobante_liquidacion.sales import CODES, MANDANTE, THIRD, held, settled, settlement, sold
from tests.dte.events import TARGET, issued, returned
from tests.dte.events import held as event_held
from tests.dte.factura_exportacion.sales import fex, goods
from tests.dte.support import CONSUMIDOR, ccf, context, document, fe, found, line, refusals, resumen, warnings
from tests.dte.test_schemas import read, validator

from facturaxpress import dte

D = Decimal
VERSIONS = pytest.mark.parametrize("version", [1, 2])
EXPORTS = {1: "totalExportacion", 2: "exportacion"}


@VERSIONS
def test_the_figures_of_a_month(version: int) -> None:
    sale = settlement(
        settled(100),
        settled(D("250.50000001"), numeroDocumento=CODES[1], tipoDte="01", ventaExenta=40, ventaNoSuj=D("0.005")),
        settled(..., numeroDocumento=CODES[2], tipoDte="11", exportaciones=D("1840.25")),
        settled(D("-30.5"), numeroDocumento="17", tipoDte="05"),
        resumen={"ivaPerci": 5},
    )
    made = document(sale, version=version)
    lines = made["cuerpoDocumento"]
    assert [item["tributos"] for item in lines] == [["20"], ["20"], ["C3"], ["20"]]
    assert [item["ivaItem"] for item in lines] == [13, D("32.565"), 0, D("-3.965")]
    summary = made["resumen"]
    assert {name: summary[name] for name in ("totalNoSuj", "totalExenta", "totalGravada")} == {
        "totalNoSuj": D("0.01"),
        "totalExenta": 40,
        "totalGravada": 320,
    }
    assert summary[EXPORTS[version]] == D("1840.25")
    assert summary["subTotalVentas"] == D("2200.26")
    assert [(entry["codigo"], entry["valor"]) for entry in summary["tributos"]] == [("20", D("41.6")), ("C3", 0)]
    assert (summary["montoTotalOperacion"], summary["ivaPerci"], summary["total"]) == (D("2241.86"), 5, D("2246.86"))
    assert summary["totalLetras"] == "DOS MIL DOSCIENTOS CUARENTA Y SEIS 86/100 DÓLARES"
    assert summary["condicionOperacion"] == 1
    assert found(dte.validate(made)) == []


@VERSIONS
def test_tributes_that_documents_carry_are_stated(version: int) -> None:
    lines = settled(tributes := 200, tributos=["20", "D1", "C8"]), settled(80, numeroDocumento=CODES[1])
    stated = [{"codigo": "D1", "valor": 10}, {"codigo": "C8", "valor": D("-0.5")}]
    summary = document(settlement(*lines, resumen={"tributos": stated}), version=version)["resumen"]
    assert [(entry["codigo"], entry["valor"]) for entry in summary["tributos"]] == [
        ("20", D("36.4")),
        ("D1", 10),
        ("C8", D("-0.5")),
    ]
    assert summary["montoTotalOperacion"] == tributes + 80 + D("45.9")
    assert refusals(settlement(*lines, resumen={"tributos": stated[:1]}), version=version) == [
        ("tribute-unstated", "resumen.tributos")
    ]


def test_more_returned_than_sold() -> None:
    sale = settlement(settled(-100, tipoDte="05"), resumen={"ivaPerci": D("-1")})
    for version in (1, 2):
        made = document(sale, version=version)
        summary = made["resumen"]
        assert (summary["subTotalVentas"], summary["montoTotalOperacion"]) == (-100, -113)
        assert (summary["total"], summary["totalLetras"], summary["condicionOperacion"]) == (
            *(0, "CERO 00/100 DÓLARES", 1),
        )
        assert warnings(sale, version=version) == [("settlement-below-zero", "resumen.total")]
        assert found(dte.validate(made)) == []
        # The earlier texts let every figure stop at 0, or none.
        summary["tributos"][0]["valor"] = 0
        summary |= {"subTotalVentas": 0, "montoTotalOperacion": 0}
        assert found(dte.validate(made)) == []
    old = document(sale, version=1)
    old["resumen"] |= {"total": -114, "condicionOperacion": 2}
    assert found(dte.validate(old)) == []
    old["resumen"]["total"] = -115
    assert found(dte.validate(old)) == [("summary-figure", "resumen.total")]


def test_the_number_of_the_mandante_in_either_version() -> None:
    new = document(settlement(), version=2)["receptor"]
    assert (new["tipoDocumento"], new["numDocumento"], new["codDomiciliado"]) == ("36", MANDANTE["numDocumento"], 1)
    old = document(settlement(), version=1)["receptor"]
    assert old["nit"] == MANDANTE["numDocumento"]
    assert not {"tipoDocumento", "numDocumento", "codDomiciliado"} & set(old)
    by_dui = {**MANDANTE, "tipoDocumento": "13", "numDocumento": "012345678"}
    assert document(settlement(receptor=by_dui), version=1)["receptor"]["nit"] == "012345678"
    unsaid = {key: value for key, value in MANDANTE.items() if key != "codDomiciliado"}
    assert document(settlement(receptor=unsaid), version=2)["receptor"]["codDomiciliado"] == 1


def test_a_mandante_abroad_is_said_in_version_2_only() -> None:
    abroad = {**MANDANTE, "tipoDocumento": "37", "numDocumento": "GT-1", "codDomiciliado": 2}
    assert document(settlement(receptor=abroad), version=2)["receptor"]["codDomiciliado"] == 2
    assert refusals(settlement(receptor=abroad), version=1) == [
        ("only-other-structure", "receptor.tipoDocumento"),
        ("only-other-structure", "receptor.codDomiciliado"),
    ]
    wrong = {**MANDANTE, "numDocumento": "123"}
    assert refusals(settlement(receptor=wrong), version=1) == [("bad-format", "receptor.numDocumento")]
    assert refusals(settlement(receptor=wrong), version=2) == [("nit-form", "receptor.numDocumento")]


def test_version_1_has_its_own_names() -> None:
    made = document(settlement(resumen={"observaciones": "Nota"}), version=1)
    item = made["cuerpoDocumento"][0]
    assert (item["fechaGeneracion"], item["obsItem"]) == ("2026-09-04", "Venta de prueba")
    assert made["extension"]["observaciones"] == "Nota"
    old = {"tipoDte": "03", "numeroDocumento": CODES[0], "fechaGeneracion": "2026-09-04", "ventaGravada": 100}
    sale = settlement({**old, "obsItem": "Venta de prueba"}, resumen={"totalExportacion": 0})
    assert document(sale, version=2) == document(settlement(), version=2)


SHORT: dict[str, Any] = {"numeroDocumento": CODES[0], "observaciones": "Venta de prueba"}
EXPORTED = fex(goods(500), resumen={"descuGravada": 50, "seguro": 10, "flete": 20})


@pytest.mark.parametrize(
    ("sale", "columns", "codes"),
    [
        (ccf(line(500), line(9, tipoVenta="exenta"), resumen={"descuGravada": 20}), (0, 9, 480, 0), ["20"]),
        (fe(line(113), line(7, tipoVenta="noSujeta")), (7, 0, 100, 0), ["20"]),
        (fe(line(5, tipoVenta="exenta")), (0, 5, 0, 0), None),
        (ccf(line(4, 50, uniMedida=22, tributos=["20", "D1", "C8"])), (0, 0, 200, 0), ["20", "D1", "C8"]),
        (EXPORTED, (0, 0, 0, 480), ["C3"]),
    ],
    ids=["03", "01", "01-exempt", "fuel", "11"],
)
@VERSIONS
def test_what_is_held_need_not_be_said(version: int, sale: Any, columns: tuple[Any, ...], codes: Any) -> None:
    known = held(sold(sale))
    stated = [{"codigo": code, "valor": 1} for code in codes or () if code not in ("20", "C3")]
    whole = settlement(SHORT, resumen={"tributos": stated})
    made = document(whole, version=version, held=known)
    item = made["cuerpoDocumento"][0]
    names = ("ventaNoSuj", "ventaExenta", "ventaGravada", "exportaciones")
    assert tuple(item[name] for name in names) == columns
    assert (item["tipoDte"], item["tributos"]) == (sale["tipoDte"], codes)
    assert found(dte.validate(made, held=known)) == []


def test_one_that_was_settled_and_invalidated_is_turned_round() -> None:
    one = sold(ccf(line(100)))
    before = document(settlement(settled()), version=2)
    known = held(one, invalidated=True, affecting=(before,))
    made = document(settlement(settled(numeroDocumento=CODES[1]), SHORT), version=2, held=known)
    assert [item["ventaGravada"] for item in made["cuerpoDocumento"]] == [100, -100]
    assert made["resumen"]["total"] == 0
    # Listed twice in one settlement, the second line turns round the first.
    both = document(settlement(SHORT, SHORT), version=2, held=held(one, invalidated=True))
    assert [item["ventaGravada"] for item in both["cuerpoDocumento"]] == [100, -100]
    assert found(dte.validate(both, held=held(one, invalidated=True))) == []


amounts = st.decimals(D("-99999"), D("999999"), places=8)


@st.composite
def settlements(draw: st.DrawFn) -> dict[str, Any]:
    """The input of a 08 that `build` must accept under either regime."""
    lines = []
    for number in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from(["01", "03", "05", "06", "11"]))
        amount = abs(draw(amounts)) * (-1 if kind == "05" else 1)
        column = (
            "exportaciones" if kind == "11" else draw(st.sampled_from(["ventaGravada", "ventaExenta", "ventaNoSuj"]))
        )
        lines.append(settled(..., tipoDte=kind, numeroDocumento=f"{number + 1:08}", **{column: amount}))
    return settlement(*lines, resumen={"ivaPerci": draw(st.decimals(D("-50"), D("50"), places=2))})


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sale=settlements())
def test_whatever_is_right_gives_documents_that_mh_accepts(sale: dict[str, Any], mh: Path) -> None:
    made = {}
    for version, schema in ((1, "1.x/fe-cl-v1.json"), (2, "2.0/v2/fe-cl-v2.json")):
        one = made[version] = document(sale, version=version)
        assert validator(read(mh / "schemas" / schema)).is_valid(one)
        assert dte.validate(one).faults == ()
        again = {key: value for key, value in dte.reduce(one).items() if key != "fecEmi"}
        assert document(again, version=version) == one
    assert made[1]["resumen"]["total"] == made[2]["resumen"]["total"]
    # One regime after the other: what 1.x holds makes the document of 2.0, but for the districts that it lacks.
    moved = dte.reduce(made[1])
    moved["receptor"]["direccion"]["distrito"] = MANDANTE["direccion"]["distrito"]
    assert dte.build(moved, context(version=2)).preview()["cuerpoDocumento"] == made[2]["cuerpoDocumento"]


@VERSIONS
def test_the_mandante_may_be_named_as_in_1x(version: int) -> None:
    named = {key: value for key, value in MANDANTE.items() if key not in ("tipoDocumento", "numDocumento")}
    old = settlement(receptor={**named, "nit": MANDANTE["numDocumento"]})
    assert document(old, version=version) == document(settlement(), version=version)
    both = settlement(receptor={**MANDANTE, "nit": MANDANTE["numDocumento"]})
    assert ("two-names", "receptor.numDocumento") in refusals(both, version=version)


FUEL = ccf(line(4, 50, uniMedida=22, tributos=["20", "D1", "C8"]))


@VERSIONS
def test_tributes_are_carried_over_from_documents_that_are_held(version: int) -> None:
    one = sold(FUEL)
    other = sold(ccf(line(4, 10, uniMedida=22, tributos=["20", "D1"])))
    other["identificacion"]["codigoGeneracion"] = CODES[1]
    known = held(one) | held(other)
    both = [SHORT, {**SHORT, "numeroDocumento": CODES[1]}]
    made = document(settlement(*both), version=version, held=known)
    summed = {entry["codigo"]: entry["valor"] for entry in made["resumen"]["tributos"]}
    assert summed == {"20": D("31.2"), "D1": 12, "C8": 5}
    assert found(dte.validate(made, held=known)) == []
    # One that is stated stands, and what differs is warned of.
    stated = settlement(*both, resumen={"tributos": [{"codigo": "D1", "valor": 11}]})
    place = ("settlement-tribute", "resumen.tributos[1].valor")
    assert warnings(stated, version=version, held=known) == [place]
    judged = document(stated, version=version, held=known)
    assert [(entry["codigo"], entry["valor"]) for entry in judged["resumen"]["tributos"]][1:] == [("D1", 11), ("C8", 5)]
    assert [(one.code, one.path) for one in dte.validate(judged, held=known).warnings] == [place]
    assert dte.validate(judged).warnings == ()
    # Turned round, they are taken off.
    invalidated = held(one, invalidated=True)
    turned = document(settlement(SHORT, SHORT), version=version, held=invalidated)
    assert [entry["valor"] for entry in turned["resumen"]["tributos"]] == [0, 0, 0]
    # A line whose document is not held leaves the sum unknown.
    apart = {**settled(tributos=["20", "C8"]), "numeroDocumento": CODES[2]}
    with pytest.raises(dte.FaultError) as caught:
        dte.build(settlement(SHORT, apart), context(version=version, held=known))
    (fault,) = caught.value.faults
    assert (fault.code, fault.path) == ("tribute-unstated", "resumen.tributos")
    assert "C8" in fault.message
    assert "se traslada de los documentos listados" in fault.message


BACK = {**SHORT, "numeroDocumento": TARGET}


def came_back(sale: dict[str, Any], *lines: dict[str, Any], tipo: str) -> dict[str, dte.Held]:
    """A return of a document that was sold on behalf of the mandante."""
    original = issued({"ventaTercero": THIRD, "fecEmi": "2026-09-10", **sale}, CODES[0])
    event = returned(*lines, tipo=tipo, documentoRelacionado=[{"codigoGeneracion": CODES[0]}])
    event = {key: value for key, value in event.items() if key not in ("documento", "emisor")}
    return {TARGET: event_held(issued(event, TARGET, held={CODES[0]: event_held(original)}))}


@pytest.mark.parametrize(
    ("known", "columns", "codes"),
    [
        (
            came_back(
                fe(line(113, 2), line(9, tipoVenta="exenta"), receptor=CONSUMIDOR),
                *(line(113), line(9, tipoVenta="exenta")),
                tipo="01",
            ),
            (0, -9, -100, 0),
            ["20"],
        ),
        (came_back(fex(goods(500)), line(200), tipo="11"), (0, 0, 0, -200), ["C3"]),
    ],
    ids=["01", "11"],
)
def test_a_return_takes_off_what_came_back(known: Any, columns: tuple[Any, ...], codes: list[str]) -> None:
    sold_too = settled(1000, numeroDocumento=CODES[1])
    made = document(settlement(sold_too, BACK), version=2, held=known)
    item = made["cuerpoDocumento"][1]
    names = ("ventaNoSuj", "ventaExenta", "ventaGravada", "exportaciones")
    assert tuple(item[name] for name in names) == columns
    assert (item["tipoDte"], item["tributos"]) == ("18", codes)
    report = dte.validate(made, held=known)
    assert (report.faults, report.warnings) == ((), ())


def test_another_amount_than_that_of_the_return_is_told() -> None:
    known = came_back(fe(line(113, 2), receptor=CONSUMIDOR), line(113), tipo="01")
    place = [("settlement-amount", "cuerpoDocumento[1].ventaGravada")]
    for amount, expected in ((-100, []), (-55, place), (-113, place)):
        sale = settlement(settled(1000, numeroDocumento=CODES[1]), {**BACK, "ventaGravada": amount})
        assert refusals(sale, version=2, held=known) == expected
    made = document(settlement(settled(1000, numeroDocumento=CODES[1]), BACK), version=2, held=known)
    made["cuerpoDocumento"][1]["ventaGravada"] = -55
    assert place[0] in found(dte.validate(made, held=known))


@VERSIONS
def test_what_the_documents_perceived_is_taken_from_those_that_are_held(version: int) -> None:
    one = sold(ccf(line(100, 10), fecEmi="2026-09-04", resumen={"percibeIva": True}))
    named = {"numeroDocumento": CODES[0], "observaciones": "Venta de prueba"}
    summary = resumen(settlement(named), held=held(one), version=version)
    assert (summary["montoTotalOperacion"], summary["ivaPerci"], summary["total"]) == (1130, 10, 1140)
    stated = resumen(settlement(named, resumen={"ivaPerci": 4}), held=held(one), version=version)
    assert (stated["ivaPerci"], stated["total"]) == (4, 1134)
    both = settlement(named, named)
    turned = resumen(both, held=held(one, invalidated=True), version=version)
    assert (turned["ivaPerci"], turned["total"]) == (0, 0)
