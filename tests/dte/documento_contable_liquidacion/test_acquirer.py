"""Settlements of card acquirers (09): the documents of either version, and their rules."""

import copy
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.dte.comprobante_retencion.test_retention_rules import Change, put
from tests.dte.documento_contable_liquidacion.sales import SHOP, WHO, acquired, body
from tests.dte.support import context, document, finish, found, refusals, warnings
from tests.dte.test_schemas import read, validator

from facturaxpress import dte

D = Decimal
VERSIONS = pytest.mark.parametrize("version", [1, 2])
EXEMPT = {"montoSinPercepcion": 130, "descripSinPercepcion": "Ventas exentas"}
COMMISSION = {"comision": D("56.50"), "porcentComision": D("2.5")}


@VERSIONS
def test_the_figures(version: int) -> None:
    made = document(acquired(body(2260, **EXEMPT, **COMMISSION)), version=version)["cuerpoDocumento"]
    assert {name: made[name] for name in ("subTotal", "montoSujetoPercepcion", "iva", "ivaPercibido")} == {
        "subTotal": 2130,
        "montoSujetoPercepcion": D("1884.96"),
        "iva": D("245.04"),
        "ivaPercibido": D("37.7"),
    }
    assert (made["ivaComision"], made["liquidoApagar"]) == (D("7.35"), D("2158.45"))
    assert made["totalLetras"] == "DOS MIL CIENTO CINCUENTA Y OCHO 45/100 DÓLARES"
    assert made["porcentComision"] == ("2.5" if version == 1 else D("2.5"))


def test_large_amounts() -> None:
    # The earlier texts print 2 % of 10,925,379,470.02 as 218,507,589.40.
    made = document(acquired(body(D("12345678801.12"))), version=2)["cuerpoDocumento"]
    assert (made["montoSujetoPercepcion"], made["ivaPercibido"]) == (D("10925379470.02"), D("218507589.4"))


@VERSIONS
def test_the_draft_tells_what_is_paid(version: int) -> None:
    draft = dte.build(acquired(), context(version=version))
    assert draft.total == D("1110.00")
    assert draft.totals["liquidoApagar"] == D("1110.00")
    assert (draft.receptor_nombre, draft.receptor_documento) == (SHOP["nombre"], SHOP["nit"])
    assert dte.validate(finish(draft)).ok


def test_nothing_without_perception_is_null_in_version_2_and_0_in_version_1() -> None:
    assert document(acquired(), version=2)["cuerpoDocumento"]["montoSinPercepcion"] is None
    assert document(acquired(), version=1)["cuerpoDocumento"]["montoSinPercepcion"] == 0
    for amount in (0, None):
        made = document(acquired(body(montoSinPercepcion=amount)), version=2)
        assert made["cuerpoDocumento"]["montoSinPercepcion"] == amount
        again = {key: value for key, value in dte.reduce(made).items() if key != "fecEmi"}
        assert document(again, version=2) == made


def test_version_1_has_its_own_names_and_forms() -> None:
    place = dte.Establecimiento(codigo="P001", telefono="+503 2200-0099")
    receptor = {**SHOP, "codEstableMH": "M001", "codPuntoVentaMH": "P001", "telefono": "22000055"}
    sale = acquired(receptor=receptor)
    made = document(sale, version=1, establecimientos=(place,))
    emisor = made["emisor"]
    assert (emisor["codigoMH"], emisor["puntoVentaContri"], emisor["tipoEstablecimiento"]) == ("P001", "P001", "07")
    assert emisor["telefono"] == "22000099"
    assert (made["receptor"]["codigoMH"], made["receptor"]["puntoVentaMH"]) == ("M001", "P001")
    assert refusals(sale, version=2) == [
        ("only-other-structure", "receptor.codEstableMH"),
        ("only-other-structure", "receptor.codPuntoVentaMH"),
    ]


@pytest.mark.parametrize(("text", "expected"), [("2.3", D("2.3")), ("2.3 %", D("2.3")), ("según contrato", None)])
def test_the_percentage_of_version_1_becomes_a_number(text: str, expected: Any) -> None:
    made = document(acquired(), version=1)
    made["cuerpoDocumento"]["porcentComision"] = text
    assert dte.validate(made).faults == ()
    assert dte.reduce(made)["cuerpoDocumento"].get("porcentComision") == expected


# Code, path, version and an input that breaks the rule.
SALES: list[tuple[str, str, int, dict[str, Any]]] = [
    ("required", "cuerpoDocumento", 2, acquired(cuerpoDocumento=...)),
    ("required", "receptor", 2, acquired(receptor=...)),
    ("required", "extension", 2, acquired(extension=...)),
    ("required", "extension.docuEntrega", 2, acquired(extension={"nombEntrega": "Persona"})),
    ("required", "cuerpoDocumento.valorOperaciones", 2, acquired(body(...))),
    ("required", "cuerpoDocumento.comision", 1, acquired(body(comision=...))),
    ("required", "cuerpoDocumento.porcentComision", 2, acquired(body(porcentComision=...))),
    ("required", "cuerpoDocumento.periodoLiquidacionFechaFin", 2, acquired(body(periodoLiquidacionFechaFin=...))),
    ("wrong-type", "cuerpoDocumento", 2, acquired([body()])),
    ("unknown-field", "resumen", 2, acquired(resumen={"observaciones": "x"})),
    ("wrong-type", "cuerpoDocumento.cantidadDoc", 2, acquired(body(cantidadDoc=D("2.5")))),
    ("out-of-range", "cuerpoDocumento.valorOperaciones", 2, acquired(body(0))),
    ("too-long", "cuerpoDocumento.observaciones", 1, acquired(body(observaciones="x" * 201))),
    ("too-short", "extension.nombEntrega", 1, acquired(extension=WHO | {"nombEntrega": "Ana"})),
    ("settlement-period", "cuerpoDocumento.periodoLiquidacionFechaFin", 2, acquired(
        body(periodoLiquidacionFechaFin="2026-09-13"))),
    ("settlement-period-open", "cuerpoDocumento.periodoLiquidacionFechaFin", 2, acquired(
        body(periodoLiquidacionFechaFin="2026-09-16"))),
    ("settlement-exempt", "cuerpoDocumento.montoSinPercepcion", 2, acquired(body(**EXEMPT | {
        "montoSinPercepcion": 1130}))),
    ("settlement-exempt-unnamed", "cuerpoDocumento.descripSinPercepcion", 1, acquired(body(montoSinPercepcion=1))),
    ("settlement-nothing-left", "cuerpoDocumento.comision", 1, acquired(body(comision=1000))),
    ("settlement-nothing-left", "cuerpoDocumento.comision", 2, acquired(
        body(comision=2000, porcentComision=0, totalLetras="CERO 00/100 DÓLARES"))),
    ("commission-percent", "cuerpoDocumento.comision", 2, acquired(body(comision=339, porcentComision=3))),
    ("computed", "cuerpoDocumento.liquidoApagar", 2, acquired(body(liquidoApagar=1111))),
    ("computed", "cuerpoDocumento.totalLetras", 2, acquired(body(totalLetras="MIL 00/100 DÓLARES"))),
    ("establishment-kind", "receptor.tipoEstablecimiento", 2, acquired(receptor=SHOP | {"tipoEstablecimiento": "20"})),
    ("blank-text", "receptor.nombre", 2, acquired(receptor=SHOP | {"nombre": "  "})),
    ("nit-form", "receptor.nit", 2, acquired(receptor=SHOP | {"nit": "123"})),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "path", "version", "sale"),
    SALES,
    ids=lambda value: str(value)[:40] if isinstance(value, str | int) else "",
)
def test_an_input_that_breaks_a_rule_is_told_at_its_place(
    code: str, path: str, version: int, sale: dict[str, Any]
) -> None:
    told = refusals(sale, version=version) or warnings(sale, version=version)
    assert told == [(code, path)]


# Code, path, level, version and what is put into a right document.
DOCUMENTS: list[tuple[str, str, str, int, Change]] = [
    *[
        ("summary-figure", f"cuerpoDocumento.{field}", "fault", version, put(f"cuerpoDocumento.{field}", value))
        for version in (1, 2)
        for field, value in (
            ("subTotal", D("2130.02")),
            ("montoSujetoPercepcion", D("1884.94")),
            ("iva", D("245.07")),
            ("ivaPercibido", D("37.72")),
            ("ivaComision", D("7.33")),
            ("liquidoApagar", D("2158.47")),
        )
    ],
    ("document-count", "cuerpoDocumento.cantidadDoc", "warning", 2, put("cuerpoDocumento.cantidadDoc", D("2.5"))),
    ("settlement-period", "cuerpoDocumento.periodoLiquidacionFechaFin", "fault", 1, put(
        "cuerpoDocumento.periodoLiquidacionFechaFin", "2026-01-01")),
    ("commission-percent", "cuerpoDocumento.comision", "warning", 2, put("cuerpoDocumento.porcentComision", 25)),
    ("words-cents", "cuerpoDocumento.totalLetras", "warning", 2, put("cuerpoDocumento.totalLetras", "DOS 00/100")),
    ("establishment-kind", "receptor.tipoEstablecimiento", "warning", 1, put("receptor.tipoEstablecimiento", "20")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "path", "level", "version", "change"),
    DOCUMENTS,
    ids=lambda value: str(value)[:40] if isinstance(value, str | int) else "",
)
def test_a_document_that_breaks_a_rule_is_told_at_its_place(
    code: str, path: str, level: str, version: int, change: Change
) -> None:
    made = document(acquired(body(2260, cantidadDoc=4, **EXEMPT, **COMMISSION)), version=version)
    assert dte.validate(made) == dte.Report(tipoDte="09", version=version, faults=(), warnings=())
    change(made)
    report = dte.validate(made)
    told = report.faults if level == "fault" else report.warnings
    assert [(one.code, one.path) for one in told] == [(code, path)]
    for text in (told[0].message, told[0].message_en, told[0].fix, told[0].fix_en):
        assert text.strip()
        assert "{" not in text


def test_iva_may_be_13_percent_of_the_base() -> None:
    made = document(acquired(body(D("0.50"))), version=2)
    assert (made["cuerpoDocumento"]["montoSujetoPercepcion"], made["cuerpoDocumento"]["iva"]) == (D("0.44"), D("0.06"))
    made["cuerpoDocumento"]["iva"] = D("0.05")
    assert found(dte.validate(made)) == []


@pytest.mark.parametrize("base", [D("2260"), D("2130"), D("1884.96")])
def test_the_percentage_may_be_of_any_of_three_bases(base: Decimal) -> None:
    comision = (base * D("0.025")).quantize(D("0.01"))
    assert warnings(acquired(body(2260, **EXEMPT, comision=comision, porcentComision=D("2.5"))), version=2) == []


@VERSIONS
def test_harmless_values_break_no_rule(version: int) -> None:
    made = document(acquired(), version=version)
    values: tuple[Any, ...] = (5, {}, [], [{}], None)
    for section in list(made):
        for value in values:
            assert isinstance(dte.validate({**copy.deepcopy(made), section: value}), dte.Report)


@st.composite
def settlements(draw: st.DrawFn) -> dict[str, Any]:
    """The input of a 09 that `build` must accept under either regime."""
    whole = draw(st.decimals(D("1.00"), D("99999999"), places=2))
    share, part = draw(st.sampled_from([D(0), D("0.1"), D("0.5")])), draw(st.sampled_from([D(0), D("0.025"), D("0.2")]))
    exempt, commission = ((whole * one).quantize(D("0.01"), rounding="ROUND_DOWN") for one in (share, part))
    more: dict[str, Any] = {"montoSinPercepcion": exempt, "descripSinPercepcion": "Ventas exentas"} if exempt else {}
    return acquired(
        body(whole, comision=commission, porcentComision=part * 100, **more)
        | draw(st.sampled_from([{}, {"cantidadDoc": 7, "codLiquidacion": "L-1", "observaciones": "Nota"}]))
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sale=settlements())
def test_whatever_is_right_gives_documents_that_mh_accepts(sale: dict[str, Any], mh: Path) -> None:
    made = {}
    for version, schema in ((1, "1.x/fe-dcl-v1.json"), (2, "2.0/v2/fe-dcl-v2.json")):
        one = made[version] = document(sale, version=version)
        assert validator(read(mh / "schemas" / schema)).is_valid(one)
        assert dte.validate(one).faults == ()
        again = {key: value for key, value in dte.reduce(one).items() if key != "fecEmi"}
        assert document(again, version=version) == one
    # One regime after the other: what 1.x holds makes the document of 2.0, but for the districts that it lacks.
    moved = dte.reduce(made[1])
    moved["receptor"]["direccion"]["distrito"] = SHOP["direccion"]["distrito"]
    later = context(version=2, now=datetime(2026, 9, 15, 18, tzinfo=UTC))
    new = dte.build(moved, later).preview()["cuerpoDocumento"]
    assert {**new, "montoSinPercepcion": new["montoSinPercepcion"] or None} == made[2]["cuerpoDocumento"]


PROVED = {code for code, *_ in (*SALES, *DOCUMENTS)}
