"""The rules of settlements (08), each broken and kept, when issuing and when judging a document."""

import copy
from decimal import Decimal
from typing import Any

import pytest
from tests.dte.comprobante_liquidacion.sales import CODES, MANDANTE, held, settled, settlement, sold
from tests.dte.comprobante_retencion.test_retention_rules import Change, put
from tests.dte.factura_exportacion.sales import fex
from tests.dte.support import ccf, document, fe, line, refusals, warnings

from facturaxpress import dte

D = Decimal
OTHER = settled(numeroDocumento=CODES[1])
FUEL = {"tributos": [{"codigo": "D1", "valor": 1}]}

# Code, path, version and an input that breaks the rule.
SALES: list[tuple[str, str, int, dict[str, Any]]] = [
    ("required", "receptor", 2, settlement(receptor=...)),
    ("required", "cuerpoDocumento[0].ventaGravada", 2, settlement(settled(...))),
    ("required", "cuerpoDocumento[0].tipoDte", 2, settlement(settled(tipoDte=...))),
    ("required", "cuerpoDocumento[0].observaciones", 1, settlement(settled(observaciones=...))),
    ("required", "resumen.tributos[0].codigo", 2, settlement(resumen={"tributos": [{"valor": 1}]})),
    ("listed-type", "cuerpoDocumento[0].tipoDte", 2, settlement(settled(tipoDte="04"))),
    ("not-allowed", "cuerpoDocumento[0].tipoDte", 1, settlement(settled(-1, tipoDte="18"))),
    ("listed-generation", "cuerpoDocumento[0].tipoGeneracion", 2, settlement(settled(tipoGeneracion=0))),
    ("listed-number", "cuerpoDocumento[0].numeroDocumento", 2, settlement(settled(numeroDocumento="1-2"))),
    ("listed-number-capitals", "cuerpoDocumento[0].numeroDocumento", 2, settlement(settled(numeroDocumento="ab1"))),
    ("listed-number-capitals", "cuerpoDocumento[0].numeroDocumento", 1, settlement(
        settled(numeroDocumento="ab1", tipoGeneracion=1))),
    ("listed-twice", "cuerpoDocumento[1].numeroDocumento", 2, settlement(settled(), settled(5))),
    ("listed-later", "cuerpoDocumento[0].fechaEmision", 2, settlement(settled(fechaEmision="2026-09-30"))),
    ("settlement-signs", "cuerpoDocumento[0]", 2, settlement(settled(ventaExenta=-1))),
    ("settlement-sign", "cuerpoDocumento[0]", 2, settlement(settled(tipoDte="05"))),
    ("settlement-sign", "cuerpoDocumento[1]", 1, settlement(settled(), settled(-1, numeroDocumento="7"))),
    ("settlement-export", "cuerpoDocumento[0].exportaciones", 2, settlement(settled(..., exportaciones=5))),
    ("settlement-export-tribute", "cuerpoDocumento[0].tributos", 2, settlement(
        settled(..., tipoDte="11", exportaciones=5, tributos=[]))),
    ("settlement-other-period", "cuerpoDocumento[0].fechaEmision", 2, settlement(settled(fechaEmision="2026-08-31"))),
    ("settlement-below-zero", "resumen.total", 2, settlement(settled(-1, tipoDte="05"))),
    ("settlement-iva-old", "cuerpoDocumento[0].tributos", 1, settlement(settled(tributos=[]))),
    ("iva-missing", "cuerpoDocumento[0].tributos", 2, settlement(settled(tributos=[]))),
    ("tribute-own-line", "cuerpoDocumento[0].tributos[1]", 2, settlement(settled(tributos=["20", "A8"]))),
    ("tribute-code", "cuerpoDocumento[0].tributos[1]", 1, settlement(
        settled(tributos=["20", "D4"]), resumen={"tributos": [{"codigo": "D4", "valor": 1}]})),
    ("tribute-untaxed", "cuerpoDocumento[0].tributos[0]", 2, settlement(settled(0, ventaExenta=5, tributos=["20"]))),
    ("tribute-untaxed", "cuerpoDocumento[0].tributos[0]", 1, settlement(
        settled(0, ventaExenta=5, tributos=["D1"]), resumen=FUEL)),
    ("tribute-unstated", "resumen.tributos", 2, settlement(settled(tributos=["20", "59"]))),
    ("tribute-not-in-lines", "resumen.tributos[0].codigo", 2, settlement(resumen=FUEL)),
    ("tribute-twice", "resumen.tributos[1].codigo", 2, settlement(
        settled(tributos=["20", "D1"]), resumen={"tributos": FUEL["tributos"] * 2})),
    ("computed", "resumen.tributos[0].valor", 2, settlement(resumen={"tributos": [{"codigo": "20", "valor": 14}]})),
    ("computed", "cuerpoDocumento[0].ivaItem", 2, settlement(settled(ivaItem=14))),
    ("computed", "resumen.total", 2, settlement(resumen={"total": 114})),
    ("computed", "resumen.total", 1, settlement(resumen={"total": -1, "totalLetras": "CIENTO TRECE 00/100 DÓLARES"})),
    ("condition", "resumen.condicionOperacion", 2, settlement(resumen={"condicionOperacion": 4})),
    ("nothing-due-condition", "resumen.condicionOperacion", 2, settlement(
        settled(), settled(-100), resumen={"condicionOperacion": 2})),
    ("item-number", "cuerpoDocumento[0].numItem", 2, settlement(settled(numItem=3))),
    ("identity-type", "receptor.tipoDocumento", 2, settlement(receptor=MANDANTE | {"tipoDocumento": "40"})),
    ("domicile", "receptor.codDomiciliado", 2, settlement(receptor=MANDANTE | {"codDomiciliado": 3})),
    ("amount-too-large", "resumen", 2, settlement(settled(D("99999999999")), OTHER)),
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
    ("line-part", "cuerpoDocumento[0].ivaItem", "fault", 2, put("cuerpoDocumento.0.ivaItem", D("13.02"))),
    ("line-part", "cuerpoDocumento[0].ivaItem", "fault", 1, put("cuerpoDocumento.0.ivaItem", D("12.98"))),
    ("line-part", "cuerpoDocumento[0].ivaItem", "fault", 2, put("cuerpoDocumento.0.ivaItem", 0)),
    ("summary-figure", "resumen.totalGravada", "fault", 2, put("resumen.totalGravada", D("100.02"))),
    ("summary-figure", "resumen.totalExportacion", "fault", 1, put("resumen.totalExportacion", D("-0.02"))),
    ("summary-figure", "resumen.subTotalVentas", "fault", 2, put("resumen.subTotalVentas", 90)),
    ("summary-figure", "resumen.montoTotalOperacion", "fault", 2, put("resumen.montoTotalOperacion", 114)),
    ("summary-figure", "resumen.total", "fault", 1, put("resumen.total", D("112.98"))),
    ("summary-figure", "resumen.tributos[0].valor", "fault", 2, put("resumen.tributos.0.valor", D("13.02"))),
    ("tribute-not-summed", "resumen.tributos", "fault", 2, put("resumen.tributos.0.codigo", "D5")),
    ("tribute-not-carried", "resumen.tributos[0].codigo", "fault", 2, put("resumen.tributos.0.codigo", "D5")),
    ("words-cents", "resumen.totalLetras", "warning", 2, put("resumen.totalLetras", "CIENTO TRECE 01/100")),
    ("settlement-signs", "cuerpoDocumento[0]", "warning", 2, put("cuerpoDocumento.0.ventaExenta", D("-0.01"))),
    ("settlement-export", "cuerpoDocumento[0].exportaciones", "warning", 2, put(
        "cuerpoDocumento.0.exportaciones", D("0.01"))),
    ("listed-number-capitals", "cuerpoDocumento[1].numeroDocumento", "fault", 1, put(
        "cuerpoDocumento.1.numeroDocumento", "ab1")),
    ("listed-number", "cuerpoDocumento[0].numeroDocumento", "fault", 2, put(
        "cuerpoDocumento.0.numeroDocumento", "ab1")),
    ("nothing-due-condition", "resumen.condicionOperacion", "fault", 1, put("resumen", {
        **document(settlement(settled(), settled(-100)), version=1)["resumen"], "condicionOperacion": 3})),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "path", "level", "version", "change"),
    DOCUMENTS,
    ids=lambda value: str(value)[:40] if isinstance(value, str | int) else "",
)
def test_a_document_that_breaks_a_rule_is_told_at_its_place(
    code: str, path: str, level: str, version: int, change: Change
) -> None:
    made = document(settlement(settled(), settled(0, numeroDocumento="AB1")), version=version)
    assert dte.validate(made) == dte.Report(tipoDte="08", version=version, faults=(), warnings=())
    change(made)
    report = dte.validate(made)
    told = [
        one for one in (report.faults if level == "fault" else report.warnings) if (one.code, one.path) == (code, path)
    ]
    assert len(told) == 1, [str(one) for one in (*report.faults, *report.warnings)]
    for text in (told[0].message, told[0].message_en, told[0].fix, told[0].fix_en):
        assert text.strip()
        assert "{" not in text


def test_settlements_of_1x_that_state_no_iva_are_warned_of() -> None:
    made = document(settlement(), version=1)
    made["cuerpoDocumento"][0] |= {"tributos": None, "ivaItem": 0}
    made["resumen"] |= {"tributos": None, "montoTotalOperacion": 100, "total": 100}
    made["resumen"]["totalLetras"] = "CIEN 00/100 DÓLARES"
    report = dte.validate(made)
    assert report.faults == ()
    assert [one.code for one in report.warnings] == ["settlement-iva-old"]
    # Its input makes the same document again.
    again = {key: value for key, value in dte.reduce(made).items() if key != "fecEmi"}
    assert document(again, version=1) == made


SOLD = sold(ccf(line(100)))
LINE = settled(fechaEmision="2026-09-15")
TURNED = settled(-100, fechaEmision="2026-09-15")


def before(*lines: dict[str, Any]) -> dict[str, Any]:
    """A settlement in force that lists the same document."""
    made = document(settlement(*lines), version=2)
    made["identificacion"]["codigoGeneracion"] = CODES[2]
    return made


NUMBER = "cuerpoDocumento[0].numeroDocumento"
# Code, path (or nothing), what is held, and the line.
HELD: list[tuple[str | None, str, dict[str, dte.Held], dict[str, Any]]] = [
    (None, "", held(SOLD), LINE),
    (None, "", {}, settled(9, tipoDte="01")),
    ("listed-differs", "cuerpoDocumento[0].fechaEmision", held(SOLD), settled()),
    ("listed-differs", "cuerpoDocumento[0].tipoDte", held(SOLD), {**LINE, "tipoDte": "06"}),
    ("listed-unsealed", NUMBER, held(SOLD, selloRecibido=None), LINE),
    ("settlement-third-party", NUMBER, held({**SOLD, "ventaTercero": None}), LINE),
    ("listed-parties", NUMBER, held({**SOLD, "ventaTercero": SOLD["ventaTercero"] | {"nit": "06142803901121"}}), LINE),
    ("settlement-amount", "cuerpoDocumento[0].ventaGravada", held(SOLD), {**LINE, "ventaGravada": D("100.02")}),
    (None, "", held(SOLD), {**LINE, "ventaGravada": D("100.01")}),
    ("settlement-amount", "cuerpoDocumento[0].ventaGravada", held(sold(fe(line(113)))), {
        **LINE, "tipoDte": "01", "ventaGravada": 113}),
    (None, "", held(sold(fe(line(113)))), {**LINE, "tipoDte": "01"}),
    (None, "", held(sold(fex())), settled(..., tipoDte="11", exportaciones=7, fechaEmision="2026-09-15")),
    ("settlement-again", NUMBER, held(SOLD, affecting=(before(LINE),)), LINE),
    (None, "", held(SOLD, affecting=(before({**LINE, "numeroDocumento": "7"}),)), LINE),
    (None, "", held(SOLD, affecting=(SOLD,)), LINE),
    ("settlement-below-zero", "resumen.total", held(SOLD, invalidated=True, affecting=(before(LINE),)), TURNED),
    ("settlement-again", NUMBER, held(SOLD, invalidated=True, affecting=(before(LINE),)), LINE),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "path", "known", "one"), HELD, ids=lambda value: str(value)[:40] if isinstance(value, str | int) else ""
)
def test_what_is_listed_is_compared_with_what_is_held(
    code: str | None, path: str, known: dict[str, dte.Held], one: dict[str, Any]
) -> None:
    expected = [] if code is None else [(code, path)]
    sale = settlement(one)
    told = refusals(sale, version=2, held=known) or warnings(sale, version=2, held=known)
    assert told == expected
    made = document(sale, version=2)
    report = dte.validate(made, held=known)
    assert [(fault.code, fault.path) for fault in (*report.faults, *report.warnings)] == expected


def test_a_document_does_not_count_against_itself() -> None:
    made = document(settlement(LINE), version=2)
    assert dte.validate(made, held=held(SOLD, affecting=(made,))).faults == ()


def test_harmless_values_break_no_rule() -> None:
    """What is refused for its form is replaced, and the rules look at what it was replaced by."""
    for version in (1, 2):
        made = document(settlement(settled(), OTHER), version=version)
        values: tuple[Any, ...] = (5, {}, [], [{}], None)
        for section in list(made):
            for value in values:
                assert isinstance(dte.validate({**copy.deepcopy(made), section: value}), dte.Report)


PROVED = (
    {code for code, *_ in (*SALES, *DOCUMENTS)}
    | {row[0] for row in HELD if row[0] is not None}
    | {
        "settlement-tribute",
    }
)
