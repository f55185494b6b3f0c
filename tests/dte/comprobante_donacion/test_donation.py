"""Donations (15): made, judged and reduced, in either version."""

from decimal import Decimal
from typing import Any

import pytest
from tests.dte.comprobante_donacion.sales import ABROAD, RESOLUTION, cash, donation, donor, thing, work
from tests.dte.support import EMISOR, document, found, refusals, resumen, warnings

from facturaxpress import dte

D = Decimal
MISTYPED = {"numDocumento": EMISOR.nit[:-1] + "2"}
VERSIONS = pytest.mark.parametrize("version", [1, 2])
PARTIES = {1: ("donatario", "donante"), 2: ("emisor", "receptor")}
DEPRECIATION = {1: "depreciacion", 2: "tipoDepreciacion"}


@VERSIONS
def test_what_is_given_and_its_value(version: int) -> None:
    lines = (cash(D("250.10")), thing(D("12.345678"), 3, tipoDepreciacion=D("7.5")), work(D("0.005")))
    made = document(donation(*lines), version=version)
    body = made["cuerpoDocumento"]
    assert [item["valor"] for item in body] == [D("250.1"), D("29.537034"), D("0.005")]
    assert [(item["cantidad"], item["uniMedida"]) for item in body] == [(1, 99), (3, 59), (1, 99)]
    assert [item[DEPRECIATION[version]] for item in body] == [0, D("7.5"), 0]
    summary = made["resumen"]
    assert summary["valorTotal"] == D("279.64")
    assert summary["totalLetras"] == "DOSCIENTOS SETENTA Y NUEVE 64/100 DÓLARES"
    assert summary["pagos"] == [{"codigo": "01", "montoPago": D("250.1"), "referencia": None}]


@VERSIONS
def test_only_money_is_paid(version: int) -> None:
    assert resumen(donation(thing(), work()), version=version)["pagos"] is None
    parts = [{"codigo": "05", "montoPago": 60, "referencia": "TRF-1"}, {"codigo": "04", "montoPago": 40}]
    summary = resumen(donation(resumen={"pagos": parts}), version=version)
    assert [entry["montoPago"] for entry in summary["pagos"]] == [60, 40]


@VERSIONS
def test_who_gives_and_who_receives(version: int) -> None:
    receiver, giver = PARTIES[version]
    made = document(donation(), version=version)
    assert (made[receiver]["tipoDocumento"], made[receiver]["numDocumento"]) == ("36", EMISOR.nit)
    country = "9300" if version == 1 else "SV"
    assert (made[giver]["codDomiciliado"], made[giver]["codPais"]) == (1, country)
    abroad = document(donation(receptor=ABROAD), version=version)[giver]
    assert abroad["direccion"] is None
    assert (abroad["codDomiciliado"], abroad["codPais"]) == (2, "9450" if version == 1 else "US")


def test_the_names_of_version_1_are_understood() -> None:
    sale = donation(thing(depreciacion=5))
    sale["donante"] = sale.pop("receptor")
    assert resumen(sale, version=2)["valorTotal"] == 95
    both = donation(thing(depreciacion=5, tipoDepreciacion=5))
    assert [code for code, _ in refusals(both, version=2)] == ["two-names"]


@VERSIONS
def test_a_complete_document_is_a_donation(version: int) -> None:
    made = document(donation(cash(), thing(tipoDepreciacion=1)), version=version)
    assert document(made, version=version) == made
    made[PARTIES[version][0]]["numDocumento"] = "06142803901121"
    path = f"{PARTIES[version][0]}.numDocumento"
    assert refusals(made, version=version) == [("foreign-emisor", path)]


@VERSIONS
def test_a_document_reduced_and_issued_again_is_the_same(version: int) -> None:
    sales = (
        donation(),
        donation(receptor=ABROAD),
        donation(cash(D("10.50")), thing(D("3.3"), 7, tipoDepreciacion=D("0.1"), codigo="A"), work(2, D("1.5"))),
        donation(resumen={"pagos": [{"codigo": "05", "referencia": "TRF-1"}]}),
        donation(apendice=[{"campo": "campo", "etiqueta": "Etiqueta", "valor": "x"}]),
    )
    for sale in sales:
        made = document(sale, version=version)
        report = dte.validate(made)
        assert (report.faults, report.warnings) == ((), ())
        assert document(dte.reduce(made), version=version) == made


def test_a_document_of_version_1_is_a_donation_of_today() -> None:
    reduced = dte.reduce(document(donation(receptor=ABROAD), version=1))
    assert reduced["receptor"]["codPais"] == "US"
    assert document(reduced, version=2)["receptor"]["codPais"] == "US"


@VERSIONS
def test_figures_that_were_sent_are_compared(version: int) -> None:
    assert refusals(donation(thing(valor=D("100.01"))), version=version) == []
    assert refusals(donation(thing(valor=D("100.02"))), version=version) == [("computed", "cuerpoDocumento[0].valor")]
    assert refusals(donation(resumen={"valorTotal": D("100.02")}), version=version) == [
        ("computed", "resumen.valorTotal")
    ]


# Code, path, version and a donation that breaks the rule.
SALES: list[tuple[str, str, int, dict[str, Any]]] = [
    ("donation-kind", "cuerpoDocumento[0].tipoDonacion", 2, donation(thing(tipoDonacion=4))),
    ("donation-line", "cuerpoDocumento[0].cantidad", 2, donation(cash(cantidad=2))),
    ("donation-line", "cuerpoDocumento[0].cantidad", 1, donation(cash(cantidad=2))),
    ("donation-line", "cuerpoDocumento[0].uniMedida", 2, donation(work(uniMedida=59))),
    ("donation-line", "cuerpoDocumento[0].tipoDepreciacion", 1, donation(cash(tipoDepreciacion=1))),
    ("donation-depreciation", "cuerpoDocumento[0].tipoDepreciacion", 2, donation(thing(tipoDepreciacion=101))),
    ("donation-resolution", "otrosDocumentos", 2, donation(otrosDocumentos=[RESOLUTION | {"codDocAsociado": 2}])),
    ("other-document", "otrosDocumentos[0].codDocAsociado", 2, donation(
        otrosDocumentos=[RESOLUTION | {"codDocAsociado": 3}, RESOLUTION])),
    ("donor-address", "receptor.direccion", 2, donation(receptor=donor(direccion=...))),
    ("donor-address", "receptor.direccion", 1, donation(receptor=donor(direccion=...))),
    ("donor-abroad", "receptor.direccion", 1, donation(receptor=donor(codDomiciliado=2, codPais="US"))),
    ("donor-country", "receptor.codPais", 2, donation(receptor=donor(codPais="US"))),
    ("donor-country", "receptor.codPais", 1, donation(receptor={**ABROAD, "codPais": "SV"})),
    ("country", "receptor.codPais", 2, donation(receptor={**ABROAD, "codPais": "XX"})),
    ("country", "receptor.codPais", 1, donation(receptor={**ABROAD, "codPais": "SS"})),
    ("domicile", "receptor.codDomiciliado", 2, donation(receptor=donor(codDomiciliado=3, codPais="US"))),
    ("donation-paid", "resumen.pagos", 2, donation(thing(), resumen={"pagos": [{"codigo": "01"}]})),
    ("donation-sum", "resumen.pagos[0].montoPago", 2, donation(resumen={"pagos": [{"codigo": "05", "montoPago": 99}]})),
    ("donation-sum", "resumen.pagos", 1, donation(
        resumen={"pagos": [{"codigo": "05", "montoPago": 9}, {"codigo": "01", "montoPago": 9}]})),
    ("payment-form", "resumen.pagos[0].codigo", 2, donation(resumen={"pagos": [{"codigo": "06"}]})),
    ("cash-reference", "resumen.pagos[0].referencia", 2, donation(
        resumen={"pagos": [{"codigo": "01", "referencia": "1"}]})),
    ("unit", "cuerpoDocumento[0].uniMedida", 2, donation(thing(uniMedida=60))),
    ("item-number", "cuerpoDocumento[0].numItem", 2, donation(cash(numItem=2))),
    ("blank-text", "cuerpoDocumento[0].descripcion", 2, donation(cash(descripcion="  "))),
    ("required", "cuerpoDocumento[0].tipoDonacion", 2, donation(cash(tipoDonacion=...))),
    ("required", "cuerpoDocumento[0].cantidad", 2, donation(thing(cantidad=...))),
    ("required", "otrosDocumentos", 2, donation(otrosDocumentos=None)),
    ("required", "receptor", 2, donation(receptor=None)),
    ("required", "resumen.pagos[0].montoPago", 2, donation(resumen={"pagos": [{"codigo": "05"}, {"codigo": "01"}]})),
    ("amount-too-large", "resumen", 2, donation(*[thing(D("99999999999"))] * 2)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "path", "version", "sale"), SALES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_donation_that_breaks_a_rule_is_told_at_its_place(
    code: str, path: str, version: int, sale: dict[str, Any]
) -> None:
    sale = {key: value for key, value in sale.items() if value is not None}
    told = refusals(sale, version=version) or warnings(sale, version=version)
    assert told.count((code, path)) == 1, told


# Code, path, level and what is put into a right document of version 1 and of version 2.
DOCUMENTS: list[tuple[str, str, str, int, dict[str, Any], dict[str, Any]]] = [
    ("donation-unpaid", "resumen.pagos", "fault", 2, donation(), {"resumen": {"pagos": None}}),
    ("donation-unpaid", "resumen.pagos", "warning", 1, donation(), {"resumen": {"pagos": None}}),
    ("donation-donee", "emisor.tipoDocumento", "fault", 2, donation(), {"emisor": {"tipoDocumento": "13"}}),
    ("donor-address", "receptor.direccion", "warning", 2, donation(), {"receptor": {"direccion": None}}),
    ("donor-address", "donante.direccion", "fault", 1, donation(), {"donante": {"direccion": None}}),
    ("donor-abroad", "donante.descActividad", "fault", 1, donation(receptor=ABROAD), {"donante": {
        "descActividad": "Comercio"}}),
    ("nit-form", "emisor.numDocumento", "fault", 2, donation(), {"emisor": {"numDocumento": "0614-010120"}}),
    ("nit-check-digit", "emisor.numDocumento", "warning", 2, donation(), {"emisor": MISTYPED}),
    ("summary-figure", "resumen.valorTotal", "fault", 2, donation(), {"resumen": {"valorTotal": D("100.02")}}),
    ("summary-figure", "resumen.valorTotal", "fault", 1, donation(), {"resumen": {"valorTotal": D("99.98")}}),
    ("words-cents", "resumen.totalLetras", "warning", 2, donation(), {"resumen": {"totalLetras": "CIEN 50/100"}}),
    ("country", "donante.codPais", "fault", 1, donation(receptor=ABROAD), {"donante": {"codPais": "9301"}}),
    ("country", "receptor.codPais", "fault", 2, donation(receptor=ABROAD), {"receptor": {"codPais": "9450"}}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "path", "level", "version", "sale", "change"),
    DOCUMENTS,
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_document_that_breaks_a_rule_is_told_at_its_place(
    code: str, path: str, level: str, version: int, sale: dict[str, Any], change: dict[str, Any]
) -> None:
    made = document(sale, version=version)
    for section, fields in change.items():
        made[section] |= fields
    report = dte.validate(made)
    hits = [
        one for one in (report.faults if level == "fault" else report.warnings) if (one.code, one.path) == (code, path)
    ]
    assert len(hits) == 1, [str(one) for one in (*report.faults, *report.warnings)]
    for text in (hits[0].message, hits[0].message_en, hits[0].fix, hits[0].fix_en):
        assert text.strip()
        assert "{" not in text


@VERSIONS
def test_a_wrong_line_is_told_at_its_place(version: int) -> None:
    made = document(donation(thing()), version=version)
    made["cuerpoDocumento"][0]["valor"] = D("100.02")
    assert found(dte.validate(made)) == [("line-part", "cuerpoDocumento[0].valor")]


def test_payments_may_add_up_to_the_money_or_to_all_that_is_given() -> None:
    made = document(donation(cash(), thing()), version=2)
    assert found(dte.validate(made)) == []
    made["resumen"]["pagos"][0]["montoPago"] = 200
    assert found(dte.validate(made)) == []
    made["resumen"]["pagos"][0]["montoPago"] = 150
    assert found(dte.validate(made)) == [("donation-sum", "resumen.pagos[0].montoPago")]
    sale = donation(cash(), thing(), resumen={"pagos": [{"codigo": "05", "montoPago": 200}]})
    assert refusals(sale, version=2) == [("donation-sum", "resumen.pagos[0].montoPago")]


def test_the_dui_of_version_1_is_taken_either_way() -> None:
    made = document(donation(receptor=donor(tipoDocumento="13", numDocumento="012345678")), version=1)
    assert made["donante"]["numDocumento"] == "01234567-8"
    made["donante"]["numDocumento"] = "012345678"
    assert found(dte.validate(made)) == []
    made["donante"]["numDocumento"] = "0123456789"
    assert found(dte.validate(made)) == [("dui-form", "donante.numDocumento")]


def test_money_in_several_units_passes_in_version_1_only() -> None:
    for version, expected in ((1, []), (2, [("donation-line", "cuerpoDocumento[0].cantidad")])):
        made = document(donation(), version=version)
        made["cuerpoDocumento"][0] |= {"cantidad": 2, "valorUni": 50}
        assert found(dte.validate(made)) == expected


@VERSIONS
def test_harmless_values_break_no_rule(version: int) -> None:
    made = document(donation(cash(), thing()), version=version)
    for section in list(made):
        assert dte.validate({**made, section: 5}).faults
        assert dte.validate({**made, section: {}}).faults
        assert dte.validate({**made, section: [{}]}).faults


PROVED = {code for code, *_ in (*SALES, *DOCUMENTS)}


def test_a_unit_of_0_is_looked_up_too() -> None:
    made = document(donation(thing()), version=2)
    made["cuerpoDocumento"][0]["uniMedida"] = 0
    assert found(dte.validate(made)) == [("unit", "cuerpoDocumento[0].uniMedida")]
