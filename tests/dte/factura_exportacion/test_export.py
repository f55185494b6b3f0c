"""Exports (11) made into documents of either version."""

from decimal import Decimal
from typing import Any

import pytest
from tests.dte.factura_exportacion.sales import CUSTOMS, customer, fex, goods, service, services
from tests.dte.support import charge, context, document, found, refusals, resumen, warnings

from facturaxpress import dte
from facturaxpress.dte import countries

D = Decimal
OTHER_CODE = "7C1D2F5A-0B3E-4D6C-9A81-5E4F3D2C1B0A"


def test_the_figures_of_goods_with_discount_insurance_and_freight() -> None:
    sale = fex(
        goods(D("12.345678"), 3, montoDescu=D("1.5")),
        goods(D("0.005"), 1),
        resumen={"descuGravada": D("5.25"), "seguro": D("10.10"), "flete": 20},
    )
    made = document(sale, version=3)
    assert [item["ventaGravada"] for item in made["cuerpoDocumento"]] == [D("35.537034"), D("0.005")]
    summary = made["resumen"]
    assert summary["totalGravada"] == D("35.54")
    assert summary["totalDescu"] == D("6.75")
    assert summary["montoTotalOperacion"] == D("60.39")
    assert summary["totalPagar"] == D("60.39")
    assert summary["tributos"] == [
        {"codigo": "C3", "descripcion": "Impuesto al Valor Agregado (exportaciones) 0%", "valor": 0}
    ]
    assert summary["totalLetras"] == "SESENTA 39/100 DÓLARES"
    old = document(sale, version=1)["resumen"]
    assert old["descuento"] == D("5.25")
    assert {name: old[name] for name in ("totalGravada", "totalDescu", "seguro", "flete", "totalPagar")} == {
        name: summary[name] for name in ("totalGravada", "totalDescu", "seguro", "flete", "totalPagar")
    }
    assert "tributos" not in old


def test_charges_and_credits_enter_the_total_to_pay_alone() -> None:
    more = resumen(fex(goods(), charge(D("7.50"))), version=3)
    assert (more["montoTotalOperacion"], more["totalNoGravado"], more["totalPagar"]) == (100, D("7.5"), D("107.5"))
    less = resumen(fex(goods(), charge(-130)), version=3)
    assert (less["totalPagar"], less["saldoFavor"], less["condicionOperacion"]) == (0, -30, 1)
    assert less["pagos"][0] == {"codigo": "99", "montoPago": 0, "referencia": None, "plazo": None, "periodo": None}
    other = resumen(fex(goods(), charge(D("7.50"))), version=3, readings=dte.Readings(noGravado="resta"))
    assert other["totalPagar"] == D("92.5")


def test_what_was_not_sent_of_insurance_and_freight_is_0() -> None:
    summary = resumen(fex(), version=3)
    assert (summary["seguro"], summary["flete"], summary["totalNoOnerosas"]) == (0, 0, 0)


def test_sales_carry_c3_and_charges_and_tributes_none() -> None:
    tribute = {"codTributo": "57", "descripcion": "Impuesto", "precioUni": 32}
    made = document(fex(goods(), goods(0), tribute, charge(5)), version=3)
    assert [item["tributos"] for item in made["cuerpoDocumento"]] == [["C3"], ["C3"], None, None]
    assert found(dte.validate(made)) == []


def test_fuel_tributes_are_added_and_warned_of() -> None:
    sale = fex(goods(4, 50, uniMedida=22, tributos=["C3", "D1", "C8"]))
    summary = resumen(sale, version=3)
    assert {entry["codigo"]: entry["valor"] for entry in summary["tributos"]} == {"C3": 0, "D1": 10, "C8": 5}
    assert summary["montoTotalOperacion"] == 215
    assert warnings(sale, version=3) == [
        ("export-fuel", "cuerpoDocumento[0].tributos[1]"),
        ("export-fuel", "cuerpoDocumento[0].tributos[2]"),
    ]


@pytest.mark.parametrize(
    ("said", "lines", "kind"),
    [
        ({}, [goods()], 1),
        ({}, [service()], 2),
        ({}, [goods(), service()], 1),
        ({"tipoItemExpor": 1}, [service()], 1),
    ],
)
def test_the_kind_of_export_is_that_of_the_lines(said: dict[str, Any], lines: list[dict[str, Any]], kind: int) -> None:
    assert document(fex(*lines, emisor=said), version=3)["emisor"]["tipoItemExpor"] == kind


def test_the_kind_of_the_lines_is_that_of_the_export() -> None:
    made = document(services(service(tipoItem=...), emisor={"tipoItemExpor": 2}), version=3)
    assert made["cuerpoDocumento"][0]["tipoItem"] == 2
    assert refusals(services(service(tipoItem=...)), version=1) == [("required", "cuerpoDocumento[0].tipoItem")]
    assert "tipoItem" not in document(services(), version=1)["cuerpoDocumento"][0]


@pytest.mark.parametrize(
    "said",
    [
        {"regimen": "1000.000"},
        {"regimen": "EX-1.1000.000"},
        {"tipoRegimen": "EX-1", "regimen": "1000.000"},
        {"tipoRegimen": "EX-1", "regimen": "EX-1.1000.000"},
    ],
)
def test_a_customs_regime_may_be_said_either_way(said: dict[str, str]) -> None:
    sale = fex(emisor={"recintoFiscal": "02", **said})
    new, old = document(sale, version=3)["emisor"], document(sale, version=1)["emisor"]
    assert (new["tipoRegimen"], new["regimen"]) == ("EX-1", "1000.000")
    assert old["regimen"] == "EX-1.1000.000"
    assert "tipoRegimen" not in old


def test_a_customs_regime_that_contradicts_itself_is_refused() -> None:
    sale = fex(emisor={**CUSTOMS, "tipoRegimen": "EX-2", "regimen": "EX-1.1000.000"})
    assert refusals(sale, version=3) == [("export-code", "emisor.regimen")]


def test_countries_by_letters_or_by_number() -> None:
    for said in ("GT", "9483"):
        sale = fex(receptor=customer(codPais=said))
        new, old = document(sale, version=3)["receptor"], document(sale, version=1)["receptor"]
        assert (new["codPais"], old["codPais"]) == ("GT", "9483")
        assert new["nombrePais"] == old["nombrePais"] == "Guatemala"
    assert document(fex(receptor=customer(nombrePais="GUATEMALA, C.A.")), version=3)["receptor"]["nombrePais"] == (
        "GUATEMALA, C.A."
    )


def test_a_country_without_a_number_is_for_the_new_structure_only() -> None:
    sale = fex(receptor=customer(codPais="SS"))
    assert document(sale, version=3)["receptor"]["nombrePais"] == "South Sudan"
    with pytest.raises(dte.FaultError) as caught:
        dte.build(sale, context(version=1))
    (fault,) = caught.value.faults
    assert (fault.code, fault.path) == ("country", "receptor.codPais")
    assert "estructura nueva" in fault.fix
    assert "new" in fault.fix_en
    for version in (1, 3):
        unknown = fex(receptor=customer(codPais="XX", nombrePais="Xanadú"))
        assert refusals(unknown, version=version) == [("country", "receptor.codPais")]


def test_countries_of_the_past_are_those_they_belong_to() -> None:
    assert [countries.letters(number) for number in ("9310", "9901", "9450", "9999", "XX")] == [
        "DE",
        "US",
        "US",
        "9999",
        "XX",
    ]
    assert all(countries.letters(countries.number(code)) == code for code in countries.NUMBERS)


def test_incoterms_are_named_by_their_code() -> None:
    assert resumen(fex(resumen={"codIncoterms": "09"}), version=3)["descIncoterms"] == "FOB-Libre a bordo"
    said = {"codIncoterms": "09", "descIncoterms": "FOB Acajutla"}
    assert resumen(fex(resumen=said), version=3)["descIncoterms"] == "FOB Acajutla"
    assert resumen(fex(), version=3)["descIncoterms"] is None


def test_what_only_version_3_can_say() -> None:
    related = {"tipoDocumento": "04", "tipoGeneracion": 2, "numeroDocumento": OTHER_CODE, "fechaEmision": "2026-09-01"}
    sale = fex(
        goods(numeroDocumento=OTHER_CODE),
        documentoRelacionado=[related],
        compraTercero={"numDocumento": "06140101101035", "nombre": "TERCERO"},
        resumen={"totalNoOnerosas": 5},
    )
    assert found(dte.validate(document(sale, version=3))) == []
    assert refusals(sale, version=1) == [
        ("only-other-structure", "documentoRelacionado"),
        ("only-other-structure", "compraTercero"),
        ("only-other-structure", "cuerpoDocumento[0].numeroDocumento"),
        ("only-other-structure", "resumen.totalNoOnerosas"),
    ]


def test_what_version_1_limits_more_narrowly() -> None:
    sale = fex(receptor=customer(complemento="Casa"), resumen={"observaciones": "x" * 501})
    assert refusals(sale, version=3) == []
    assert refusals(sale, version=1) == [
        ("too-short", "receptor.complemento"),
        ("too-long", "resumen.observaciones"),
    ]
    assert refusals(fex(goods(0)), version=1)[0][0] == "out-of-range"


@pytest.mark.parametrize("version", [1, 3])
def test_a_document_reduced_and_issued_again_is_the_same(version: int) -> None:
    sales = (
        fex(goods(D("3.875"), 120, montoDescu=15, codigo="A"), charge(-5), resumen={"seguro": 1, "flete": 2}),
        fex(goods(0), goods(5)),
        services(),
        fex(ventaTercero={"nit": "02100101991034", "nombre": "MANDANTE", "codDomiciliado": 1}),
        fex(resumen={"condicionOperacion": 2, "pagos": [{"codigo": "13", "plazo": "01", "periodo": 30}]}),
    )
    for sale in sales:
        made = document(sale, version=version)
        assert document(dte.reduce(made), version=version) == made


def test_a_document_of_version_1_is_a_sale_of_today() -> None:
    old = document(fex(receptor=customer(tipoDocumento="13", numDocumento="012345678")), version=1)
    assert old["receptor"]["numDocumento"] == "01234567-8"
    sale = dte.reduce(old)
    assert sale["emisor"] == CUSTOMS
    assert (sale["receptor"]["codPais"], sale["receptor"]["numDocumento"]) == ("GT", "012345678")
    new = document(sale, version=3)
    assert new["cuerpoDocumento"][0]["tipoItem"] == 1
    assert new["resumen"]["totalPagar"] == old["resumen"]["totalPagar"]


@pytest.mark.parametrize("version", [1, 3])
def test_figures_that_were_sent_are_compared(version: int) -> None:
    assert refusals(fex(resumen={"totalPagar": D("100.01")}), version=version) == []
    assert refusals(fex(resumen={"totalPagar": D("100.02")}), version=version) == [("computed", "resumen.totalPagar")]
    assert refusals(fex(goods(ventaGravada=D("100.02"))), version=version) == [
        ("computed", "cuerpoDocumento[0].ventaGravada")
    ]


def test_the_names_of_version_1_are_understood() -> None:
    sale = fex(resumen={"descuento": 10})
    assert resumen(sale, version=3)["descuGravada"] == 10
    assert refusals(fex(resumen={"descuento": 10, "descuGravada": 10}), version=3) != []


def test_columns_that_exports_do_not_have() -> None:
    assert refusals(fex(goods(tipoVenta="exenta")), version=3) == [
        ("unknown-treatment", "cuerpoDocumento[0].tipoVenta")
    ]
    assert refusals(fex(goods(ventaExenta=5)), version=3) == [("unknown-field", "cuerpoDocumento[0].ventaExenta")]
    assert refusals(fex(resumen={"retieneIva": True}), version=3) == [("unknown-field", "resumen.retieneIva")]


def test_a_customer_is_asked_for() -> None:
    sale = fex()
    del sale["receptor"]
    assert refusals(sale, version=3) == [("required", "receptor")]
    assert refusals(fex(receptor=customer(codPais=...)), version=3) == [
        ("required", "receptor.codPais"),
    ]
