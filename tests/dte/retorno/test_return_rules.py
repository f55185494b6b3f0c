"""The rules of returns (18), each broken and kept: by itself, and against what the issuer holds."""

import copy
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from tests.dte.events import (
    NEW,
    TARGET,
    THIRD_CODE,
    Change,
    all_of,
    complete,
    held,
    issued,
    judged,
    put,
    returned,
    told,
)
from tests.dte.factura_exportacion.sales import fex
from tests.dte.factura_sujeto_excluido.sales import fse
from tests.dte.support import CONSUMIDOR, EMISOR, charge, document, fe, line

from facturaxpress import dte

D = Decimal
RELATED = returned()["documentoRelacionado"][0]
FIRST = "documentoRelacionado[0]"
THIRD = {"nit": "02100101991034", "nombre": "MANDANTE", "codDomiciliado": 1}
BUYER = {"numDocumento": "06142803901121", "nombre": "COMPRADOR"}


def dated(day: str, **changes: Any) -> dict[str, Any]:
    return returned(documentoRelacionado=[RELATED | {"fechaEmision": day}], **changes)


# Code, path and an input that breaks the rule.
INPUTS: list[tuple[str, str, dict[str, Any]]] = [
    ("return-date", "fecEmi", dated("2026-09-10", fecEmi="2026-09-09")),
    ("return-date", "fecEmi", dated("2026-05-10", fecEmi="2026-09-15")),
    ("return-date", "fecEmi", dated("2026-09-10", fecEmi="2026-09-16")),
    ("return-ahead", f"{FIRST}.fechaEmision", dated("2026-09-21")),
    ("return-ahead", f"{FIRST}.fechaEmision", dated("2026-10-01")),
    ("return-field", "emisor.recintoFiscal", returned(emisor={"recintoFiscal": "01"})),
    ("return-field", "cuerpoDocumento[0].flete", returned(line(flete=3))),
    ("return-field", "compraTercero", returned(compraTercero=BUYER)),
    ("return-field", "ventaTercero", returned(tipo="14", ventaTercero=THIRD)),
    ("return-tribute", "cuerpoDocumento[0].tributos[0]", returned(line(tributos=["C3"]))),
    ("return-tribute", "cuerpoDocumento[0].tributos[1]", returned(line(tributos=["C3", "59"]), tipo="11")),
    ("return-thirds", "compraTercero", returned(tipo="11", ventaTercero=THIRD, compraTercero=BUYER)),
    ("return-country-undue", "documento.codPais", returned(documento={"codPais": "GT"})),
    ("return-country", "documento.codPais", returned(tipo="11", documento={"codPais": ...})),
    ("related-type", f"{FIRST}.tipoDocumento", returned(tipo="03")),
    (
        "related-mixed",
        "documentoRelacionado[1].tipoDocumento",
        returned(
            line(codigoGeneracion=TARGET),
            line(codigoGeneracion=NEW),
            documentoRelacionado=[RELATED, RELATED | {"tipoDocumento": "11", "codigoGeneracion": NEW}],
        ),
    ),
    (
        "related-twice",
        "documentoRelacionado[1].codigoGeneracion",
        returned(line(codigoGeneracion=TARGET), documentoRelacionado=[RELATED, RELATED]),
    ),
    (
        "related-number",
        f"{FIRST}.codigoGeneracion",
        returned(documentoRelacionado=[RELATED | {"codigoGeneracion": "S221"}]),
    ),
    ("line-unrelated", "cuerpoDocumento[1].codigoGeneracion", returned(line(), line(codigoGeneracion=NEW))),
    (
        "related-unused",
        "documentoRelacionado[1].codigoGeneracion",
        returned(line(codigoGeneracion=TARGET), documentoRelacionado=[RELATED, RELATED | {"codigoGeneracion": NEW}]),
    ),
    ("country", "documento.codPais", returned(tipo="11", documento={"codPais": "XX"})),
    ("export-code", "emisor.regimen", returned(tipo="11", emisor={"regimen": "9999.999"})),
    ("identity-type", "documento.tipoDocumento", returned(documento={"tipoDocumento": "40"})),
    ("dui-form", "documento.numDocumento", returned(documento={"numDocumento": "0123-45678"})),
    ("third-party", "ventaTercero.nit", returned(ventaTercero=THIRD | {"nit": None})),
    ("unknown-treatment", "cuerpoDocumento[0].tipoVenta", returned(line(tipoVenta="exenta"), tipo="14")),
    ("charge-line", "cuerpoDocumento[1].uniMedida", returned(line(), charge(5, uniMedida=59))),
]
EVENTS: list[tuple[str, str, dict[str, Any], Change]] = [
    ("return-term", f"{FIRST}.fechaEmision", returned(), put("identificacion.fecEmi", "2026-09-09")),
    (
        "return-term",
        f"{FIRST}.fechaEmision",
        returned(tipo="14"),
        put("identificacion.fecEmi", "2026-12-11"),
    ),
    ("return-term", f"{FIRST}.fechaEmision", returned(), put("identificacion.fecEmi", "2028-09-11")),
    (
        "return-term-long",
        f"{FIRST}.fechaEmision",
        returned(),
        put("identificacion.fecEmi", "2026-12-11"),
    ),
    ("return-field", "cuerpoDocumento[0].ivaItem", returned(tipo="11"), put("cuerpoDocumento[0].ivaItem", D("1.3"))),
    ("return-iva", "cuerpoDocumento[0].ivaItem", returned(), put("cuerpoDocumento[0].ivaItem", 0)),
    ("line-part", "cuerpoDocumento[0].ivaItem", returned(), put("cuerpoDocumento[0].ivaItem", D("1.32"))),
    ("line-figure", "cuerpoDocumento[0].compra", returned(tipo="14"), put("cuerpoDocumento[0].compra", 11)),
    ("transmission-mode", "identificacion.tipoModelo", returned(), put("identificacion.tipoOperacion", 2)),
]


@pytest.mark.parametrize(("code", "path", "sale"), INPUTS)
def test_an_input_that_breaks_a_rule_is_told_at_its_place(code: str, path: str, sale: dict[str, Any]) -> None:
    hits = [one for one in all_of(sale) if (one.code, one.path) == (code, path)]
    assert len(hits) == 1, told(sale)
    complete(hits[0])


@pytest.mark.parametrize(
    "sale",
    [
        returned(),
        returned(tipo="11"),
        returned(tipo="14"),
        returned(ventaTercero=THIRD),
        returned(tipo="11", compraTercero=BUYER),
        returned(line(), charge(5)),
        returned(documento=...),
        dated("2026-09-10", fecEmi="2026-09-10"),
        dated("2026-06-15", fecEmi="2026-09-15"),
        dated("2026-09-20"),
    ],
)
def test_a_right_input_breaks_none(sale: dict[str, Any]) -> None:
    assert told(sale) == []
    assert judged(sale) == []


@pytest.mark.parametrize(("code", "path", "sale", "change"), EVENTS)
def test_an_event_that_breaks_a_rule_is_told_at_its_place(
    code: str, path: str, sale: dict[str, Any], change: Change
) -> None:
    assert (code, path) in judged(sale, change)


@pytest.mark.parametrize(("activity", "long"), [("46484", True), (EMISOR.codActividad, False)])
def test_the_activity_of_the_issuer_is_read_off_what_is_held(activity: str, long: bool) -> None:
    issuer = msgspec.structs.replace(EMISOR, codActividad=activity)
    known = {TARGET: held(issued(FACTURA, emisor=issuer))}
    later = put("identificacion.fecEmi", "2026-12-11")
    told_of = [("return-term-long", f"{FIRST}.fechaEmision")]
    assert judged(back(113), later, known=known) == ([] if long else told_of)
    assert judged(back(113), later) == told_of


def test_only_cause_five_is_explained() -> None:
    def deferred(cause: int, reason: str | None) -> Change:
        mode = {"tipoModelo": 2, "tipoOperacion": 2, "tipoContingencia": cause, "motivoContin": reason}
        return lambda whole: whole["identificacion"].update(mode)

    place = ("return-contingency-reason", "identificacion.motivoContin")
    assert judged(returned(), deferred(3, None)) == []
    assert judged(returned(), deferred(5, "Falla")) == []
    assert judged(returned(), deferred(3, "Falla")) == [place]


FACTURA = fe(line(113, 2, codigo="A"), line(8, tipoVenta="exenta"), receptor=CONSUMIDOR, fecEmi="2026-09-10")


def back(price: Any, quantity: Any = 1, **more: Any) -> dict[str, Any]:
    return returned(line(price, quantity, codigo="A"), **more)


@pytest.mark.parametrize(
    ("code", "path", "state"),
    [
        ("return-unsealed", f"{FIRST}.codigoGeneracion", {"seal": None}),
        ("return-invalidated", f"{FIRST}.codigoGeneracion", {"invalidated": True}),
        (
            "return-late",
            f"{FIRST}.codigoGeneracion",
            {"sealed": datetime(2026, 6, 14, 18, tzinfo=UTC)},
        ),
    ],
)
def test_only_what_is_sealed_and_in_force_comes_back(code: str, path: str, state: dict[str, Any]) -> None:
    known = {TARGET: held(issued(FACTURA), **state)}
    assert told(back(113), held=known) == [(code, path)]
    for one in all_of(back(113), held=known):
        complete(one)


@pytest.mark.parametrize(
    ("path", "sale"),
    [
        (
            f"{FIRST}.fechaEmision",
            back(113, documentoRelacionado=[RELATED | {"fechaEmision": "2026-09-11"}]),
        ),
        ("documento.nombre", back(113, documento={"nombre": "OTRA PERSONA"})),
        ("documento.numDocumento", back(113, documento={"tipoDocumento": "37", "numDocumento": "X-1"})),
        ("ventaTercero.nit", back(113, ventaTercero=THIRD)),
    ],
)
def test_the_parties_are_those_of_the_document(path: str, sale: dict[str, Any]) -> None:
    known = {TARGET: held(issued(FACTURA))}
    assert told(back(113), held=known) == []
    found = [one for one in all_of(sale, held=known) if one.code == "return-differs"]
    assert path in [one.path for one in found]
    for one in found:
        complete(one)


def test_an_absorbed_company_stands_for_one_party() -> None:
    other = msgspec.structs.replace(EMISOR, nit="06142803901121")
    known = {TARGET: held(issued(FACTURA, emisor=other))}
    assert told(back(113), held=known) == [("return-differs", "emisor.nit")]
    merged = back(113, identificacion={"fusion": "06142803901121"})
    assert told(merged, held=known) == []


def test_an_export_comes_back_by_its_own_customs() -> None:
    export = issued(fex(fecEmi="2026-09-10"))
    short = {"tipoEvento": "18", "cuerpoDocumento": [line(5, codigoGeneracion=TARGET)]}
    known = {TARGET: held(export)}
    assert told(short, held=known) == []
    other = {**short, "emisor": {"recintoFiscal": "03"}}
    assert told(other, held=known) == [("return-differs", "emisor.recintoFiscal")]


def earlier(*lines: dict[str, Any]) -> dict[str, Any]:
    return issued(returned(*lines), THIRD_CODE)


@pytest.mark.parametrize(
    ("sale", "before", "over"),
    [
        (back(113, 2), [], False),
        (back(113, 2), [earlier(line(113, codigo="A"))], True),
        (back(113), [earlier(line(113, codigo="A"))], False),
        (back(113), [earlier(line(113, 2, codigo="A"))], True),
        (back(D("226.02")), [], True),
        (back(D("226.01")), [], False),
        # What was exempt does not lower what was taxable.
        (returned(line(9, tipoVenta="exenta")), [], True),
        (returned(line(8, tipoVenta="exenta")), [earlier(line(113, 2, codigo="A"))], False),
    ],
)
def test_no_more_comes_back_than_there_was(sale: dict[str, Any], before: list[dict[str, Any]], over: bool) -> None:
    known = {TARGET: held(issued(FACTURA), affecting=before)}
    found = [one for one in all_of(sale, held=known) if one.code == "return-balance"]
    assert [one.path for one in found] == [f"{FIRST}.codigoGeneracion"] * over
    for one in found:
        complete(one)


def test_a_global_discount_lowers_what_may_come_back() -> None:
    sale = fe(line(113), receptor=CONSUMIDOR, fecEmi="2026-09-10", resumen={"descuGravada": 13})
    known = {TARGET: held(issued(sale))}
    assert told(returned(line(113)), held=known) == [("return-balance", f"{FIRST}.codigoGeneracion")]
    assert told(returned(line(113, montoDescu=13)), held=known) == []


def test_units_of_the_same_product_are_counted() -> None:
    known = {TARGET: held(issued(FACTURA), affecting=[earlier(line(1, codigo="A"))])}
    place = ("return-quantity", "cuerpoDocumento[0].cantidad")
    assert told(back(50, 1), held=known) == []
    assert told(back(50, 2), held=known) == [place]
    for one in all_of(back(50, 2), held=known):
        complete(one)
    # A product in units that it was not sold in is compared by its value only.
    assert told(returned(line(1, 30, codigo="A", uniMedida=36)), held=known) == []


SOLD = fe(
    line(113, 2, codigo="A", descripcion="Camisa"),
    line(D("11.30"), codigo="B", descripcion="Gorra"),
    line(D("5.65"), descripcion="Calcetines"),
    charge(3),
    charge(-2),
    receptor=CONSUMIDOR,
    fecEmi="2026-09-10",
)


@pytest.mark.parametrize(
    ("lines", "before", "expected"),
    [
        ([line(D("11.30"), codigo="B")], [], []),
        ([line(100, codigo="B")], [], [("return-value", "cuerpoDocumento[0].precioUni")]),
        ([line(D("11.31"), codigo="B")], [], []),
        ([line(D("11.32"), codigo="B")], [], [("return-value", "cuerpoDocumento[0].precioUni")]),
        (
            [line(100, codigo="A"), line(127, codigo="A")],
            [],
            [("return-value", "cuerpoDocumento[1].precioUni")],
        ),
        ([line(113, codigo="A")], [line(120, codigo="A")], [("return-value", "cuerpoDocumento[0].precioUni")]),
        ([line(106, codigo="A")], [line(120, codigo="A")], []),
        ([line(1, 2, codigo="B")], [], [("return-quantity", "cuerpoDocumento[0].cantidad")]),
        # By its description where the line says no code, or the document none.
        ([line(100, descripcion=" gorra ")], [], [("return-value", "cuerpoDocumento[0].precioUni")]),
        ([line(5, 2, descripcion="calcetines")], [], [("return-quantity", "cuerpoDocumento[0].cantidad")]),
        ([line(5, descripcion="calcetines")], [], []),
        # What is not known there may have been issued with another code.
        ([line(1, 3, codigo="ZZ")], [], [("return-product", "cuerpoDocumento[0].codigo")]),
        ([line(1, descripcion="Zapato")], [], [("return-product", "cuerpoDocumento[0].descripcion")]),
        # Of what was charged no more comes back than there was.
        ([line(1, codigo="A"), charge(3)], [], []),
        ([line(1, codigo="A"), charge(-40)], [], []),
        ([line(1, codigo="A"), charge(500)], [], [("return-balance", f"{FIRST}.codigoGeneracion")]),
        ([line(1, codigo="A"), charge(500), charge(-500)], [], [("return-balance", f"{FIRST}.codigoGeneracion")]),
        (
            [line(1, codigo="A"), charge(2)],
            [line(1, codigo="A"), charge(2)],
            [("return-balance", f"{FIRST}.codigoGeneracion")],
        ),
    ],
)
def test_no_more_of_a_product_comes_back_than_was_sold(
    lines: list[dict[str, Any]], before: list[dict[str, Any]], expected: list[tuple[str, str]]
) -> None:
    known = {TARGET: held(issued(SOLD), affecting=[earlier(*before)] if before else [])}
    assert told(returned(*lines), held=known) == expected
    for one in all_of(returned(*lines), held=known):
        complete(one)
    assert judged(returned(*lines), known=known) == expected


def test_a_description_that_two_products_share_tells_neither() -> None:
    sale = fe(line(10, codigo="A"), line(20, codigo="B"), receptor=CONSUMIDOR, fecEmi="2026-09-10")
    known = {TARGET: held(issued(sale))}
    assert told(returned(line(10)), held=known) == [("return-product", "cuerpoDocumento[0].descripcion")]
    assert told(returned(line(10, codigo="A")), held=known) == []


@pytest.mark.parametrize("version", [1, 2])
def test_a_return_withholds_as_its_document(version: int) -> None:
    def known(**summary: Any) -> dict[str, dte.Held]:
        sale = fe(line(113, 2), receptor=CONSUMIDOR, fecEmi="2026-09-10", resumen=summary)
        return {TARGET: held(issued(sale, version=version))}

    place = [("return-withholding", "cuerpoDocumento[0].ivaRete")]
    for withheld in (True, False):
        own = known(retieneIva=withheld)
        assert told(returned(line(113)), held=own) == []
        assert told(returned(line(113), resumen={"retieneIva": withheld}), held=own) == []
        other = returned(line(113), line(113), resumen={"retieneIva": not withheld})
        assert told(other, held=own) == place
        assert judged(other, known=own) == place
        for one in all_of(other, held=own):
            complete(one)
        assert told(returned(line(1), resumen={"retieneIva": not withheld}), held=own) == []


@pytest.mark.parametrize("withheld", [True, False])
def test_a_return_of_a_purchase_withholds_income_tax_as_it(withheld: bool) -> None:
    sale = fse(line(100), resumen={"retieneRenta": withheld}, fecEmi="2026-09-10")
    own = {TARGET: held(issued(sale))}
    short = {"tipoEvento": "18", "cuerpoDocumento": [line(100, codigoGeneracion=TARGET)]}
    assert told(short, held=own) == []
    assert document(short, held=own)["resumen"]["reteRenta"] == (10 if withheld else 0)
    other = {**short, "resumen": {"retieneRenta": not withheld}}
    assert told(other, held=own) == [("return-withholding", "cuerpoDocumento[0].reteRenta")]


def test_each_line_withholds_as_the_document_that_it_returns() -> None:
    sales = [
        fe(line(226), receptor=CONSUMIDOR, fecEmi="2026-09-10", resumen={"retieneIva": withheld})
        for withheld in (False, True)
    ]
    own = {code: held(issued(sale, code)) for code, sale in zip((TARGET, NEW), sales, strict=True)}
    lines = [line(113, codigoGeneracion=code) for code in (NEW, TARGET)]
    short = {"tipoEvento": "18", "cuerpoDocumento": lines}
    assert told(short, held=own) == []
    assert [item["ivaRete"] for item in document(short, held=own)["cuerpoDocumento"]] == [1, 0]


def test_a_return_is_not_counted_against_itself() -> None:
    known = {TARGET: held(issued(FACTURA))}
    made = issued(back(113, 2), held=known)
    own = {TARGET: held(issued(FACTURA), affecting=[copy.deepcopy(made)])}
    report = dte.validate(made, held=own)
    assert (report.faults, report.warnings) == ((), ())


PROVED = {code for code, *_ in (*INPUTS, *EVENTS)} | {
    "return-contingency-reason",
    "return-unsealed",
    "return-invalidated",
    "return-late",
    "return-differs",
    "return-balance",
    "return-quantity",
    "return-value",
    "return-product",
    "return-withholding",
}
