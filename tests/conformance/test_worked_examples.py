"""MH's worked figures that concern 01 and 03, by the ids of `worked-examples.json`.

Where MH prints two rules, the default is its newest own text and the other a named reading; where the print is wrong,
the corrected value counts.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.conformance.test_worked_examples_donations import IDS as DONATIONS
from tests.conformance.test_worked_examples_events import IDS as EVENTS
from tests.conformance.test_worked_examples_notes import IDS as NOTES
from tests.conformance.test_worked_examples_settlements import IDS as SETTLEMENTS
from tests.conformance.worked import Example, examples
from tests.dte.support import CONSUMIDOR, ccf, charge, document, fe, found, line, refusals, resumen

from facturaxpress import dte
from facturaxpress.dte.arithmetic import line_amount, without_iva
from facturaxpress.dte.money import EXACT, r2, r8

D = Decimal
CHECKS: dict[str, Callable[[Example], None]] = {}


def example(*names: str) -> Callable[[Callable[[Example], None]], Callable[[Example], None]]:
    def enter(check: Callable[[Example], None]) -> Callable[[Example], None]:
        for name in names:
            CHECKS[name] = check
        return check

    return enter


def test_every_example_has_its_place(mh: Path) -> None:
    assert set(examples(mh)) == set(CHECKS) | DONATIONS | EVENTS | NOTES | SETTLEMENTS


def given_lines(entry: Example, **more: Any) -> list[dict[str, Any]]:
    """The lines of an example as lines of a sale."""
    return [
        line(
            D(given["precioUni"]),
            D(given["cantidad"]),
            montoDescu=D(given.get("montoDescu", "0")),
            descripcion=given.get("descripcion") or "Producto de prueba",
            **more,
        )
        for given in entry["given"]["cuerpoDocumento"]
    ]


def amounts(made: dict[str, Any], column: str = "ventaGravada") -> list[Decimal]:
    return [item[column] for item in made["cuerpoDocumento"]]


def expected_amounts(entry: Example, column: str = "ventaGravada") -> list[Decimal]:
    return [D(item[column]) for item in entry["expected"]["cuerpoDocumento"]]


@example("trib-section1-fuel")
def fuel(entry: Example) -> None:
    codes = entry["given"]["cuerpoDocumento[*].tributos"]
    gallons = D(entry["given"]["galones"])
    made = resumen(ccf(*[line(4, gallons / 10, uniMedida=22, tributos=codes)] * 10))
    assert made["totalGravada"] == D(entry["given"]["resumen"]["totalGravada"])
    for entry_of_sum, expected in zip(made["tributos"], entry["expected"]["resumen"]["tributos"], strict=True):
        assert (entry_of_sum["codigo"], entry_of_sum["valor"]) == (expected["codigo"], D(expected["valor"]))
    assert made["montoTotalOperacion"] == D(entry["derived"]["resumen.montoTotalOperacion"])


@example("trib-section2-cement")
def cement(entry: Example) -> None:
    bags, tax = entry["given"]["cuerpoDocumento"]
    tribute_line = {"codTributo": "57", "descripcion": "Impuesto", "precioUni": D(tax["precioUni"])}
    made = document(ccf(line(D(bags["precioUni"]), D(bags["cantidad"])), tribute_line))
    assert amounts(made) == expected_amounts(entry)
    assert made["cuerpoDocumento"][1]["tributos"] == tax["tributos"]
    assert made["resumen"]["totalGravada"] == D(entry["expected"]["resumen"]["totalGravada"])
    assert made["resumen"]["tributos"][0]["valor"] == D(entry["derived"]["resumen.tributos[20].valor"])
    assert made["resumen"]["montoTotalOperacion"] == D(entry["derived"]["resumen.montoTotalOperacion"])
    gross = D(entry["derived"]["FE equivalent, precioUni of the tax line incl. IVA"])
    factura = document(fe(tribute_line | {"precioUni": gross}))
    assert factura["cuerpoDocumento"][0]["ivaItem"] == D("4.16")
    assert r8(without_iva(gross, date(2026, 9, 15))) == D(tax["precioUni"])


@example("trib-section3-c5")
def spirits(entry: Example) -> None:
    codes = entry["given"]["cuerpoDocumento[*].tributos"]
    stated = [{"codigo": "C5", "valor": D("6.40")}]
    from_suggested = ccf(*[line(20, tributos=codes, psv=28)] * 10)
    from_statement = ccf(*[line(20, tributos=codes)] * 10, resumen={"tributos": stated})
    for sale in (from_suggested, from_statement):
        made = resumen(sale)
        assert {item["codigo"]: item["valor"] for item in made["tributos"]} == {"20": D("26.00"), "C5": D("6.40")}
        assert made["totalPagar"] == D(entry["expected"]["resumen"]["totalPagar"])


@example("rel-ccf1-physical", "rel-ccfe2", "rel-ccfe3")
def related(entry: Example) -> None:
    made = document(ccf(*given_lines(entry)))
    assert amounts(made) == expected_amounts(entry)
    assert made["resumen"]["totalGravada"] == D(entry["derived"]["sum of ventaGravada"])


@example("disc-item-notebooks")
def notebooks(entry: Example) -> None:
    given = entry["given"]
    discount = D(given["cantidad"]) * D(given["discount per unit"])
    assert discount == D(entry["expected"]["montoDescu"])
    assert line_amount(D(given["cantidad"]), D(given["precioUni"]), discount) == D(entry["derived"]["venta"])


@example("disc-item-table")
def discounts_by_item(entry: Example) -> None:
    lines = given_lines(entry)
    lines[2]["tipoVenta"] = "exenta"
    made = document(ccf(*lines))
    assert amounts(made) == expected_amounts(entry)
    assert amounts(made, "ventaExenta") == expected_amounts(entry, "ventaExenta")
    assert made["resumen"]["totalDescu"] == 6


@example("disc-global-10pct")
def global_discount(entry: Example) -> None:
    lines = given_lines(entry)
    lines[2]["tipoVenta"] = "exenta"
    inputs = {"porcentajeDescuento": 10, "descuExenta": D("3.50"), "descuGravada": 61}
    for make, known in ((ccf, {}), (fe, {"receptor": CONSUMIDOR})):
        made = resumen(make(*lines, resumen=inputs, **known))
        for name, value in entry["expected"]["resumen"].items():
            assert made[name] == D(value), name
        assert made["subTotal"] == D(entry["derived"]["resumen.subTotal"])


@example("ccf-global-discount-retention")
def page_50(entry: Example) -> None:
    assert entry["consistent"]["resumen.totalDescu"] == "112.50"
    moment = datetime(2026, 5, 13, 18, tzinfo=UTC)
    goods = [one for one in given_lines(entry) if one["descripcion"] != "Pagos no afectos"]
    inputs = {"porcentajeDescuento": 10, "descuGravada": D("77.50"), "retieneIva": True}

    def made(amount: int, **readings: Any) -> dict[str, Any]:
        sale = ccf(*goods, charge(amount), resumen=inputs)
        return resumen(sale, now=moment, version=4, readings=dte.Readings(**readings))

    printed = entry["expected"]["resumen"]
    default = made(-20)
    for name in ("totalGravada", "subTotalVentas", "descuGravada", "subTotal", "ivaPerci", "ivaRete"):
        assert default[name] == D(printed[name]), name
    assert default["tributos"][0]["valor"] == D("90.68")
    assert default["totalDescu"] == D("112.50")
    readings = {one["name"].split(":")[0]: one for one in entry["readings"]}
    key = "resumen.montoTotalOperacion"
    assert default["montoTotalOperacion"] == D(readings["B"][key]) == D(printed["montoTotalOperacion"])
    assert made(-20, montoTotalOperacion03="A")["montoTotalOperacion"] == D(readings["A"][key])
    assert default["totalPagar"] == D(readings["credit"]["resumen.totalPagar"]) == D("761.20")
    assert made(20)["totalPagar"] == D(readings["charge"]["resumen.totalPagar"])
    assert made(20, noGravado="resta")["totalPagar"] == D(printed["totalPagar"])
    assert default["totalLetras"] == "SETECIENTOS SESENTA Y UNO 20/100 DÓLARES"


@example("pay-term-encoding")
def term_code(entry: Example) -> None:
    corrected, printed = entry["consistent"]["plazo"], entry["expected"]["plazo"]
    for plazo, right in ((corrected, True), (printed, False)):
        pagos = [{"codigo": "01", "plazo": plazo, "periodo": D(entry["expected"]["periodo"])}]
        found_faults = refusals(fe(resumen={"condicionOperacion": 2, "pagos": pagos}))
        assert (found_faults == []) is right


@example("pay-cash-single", "pay-cash-multiple", "pay-credit", "pay-mixed")
def payment(entry: Example) -> None:
    expected = entry["expected"]
    corrections = entry.get("consistent", {})
    pagos = []
    for index, one in enumerate(expected["pagos"]):
        code = corrections.get(f"pagos[{index}].codigo", one["codigo"])
        periodo = one["periodo"] and D(one["periodo"])
        pagos.append(one | {"codigo": code, "montoPago": D(one["montoPago"]), "periodo": periodo})
    condition = int(expected["condicionOperacion"])
    price = D(entry["given"]["totalPagar"])
    for sent in (pagos, [{key: value for key, value in one.items() if value is not None} for one in pagos]):
        made = document(fe(line(price), resumen={"condicionOperacion": condition, "pagos": sent}))
        assert made["resumen"]["pagos"] == pagos
        assert made["resumen"]["totalPagar"] == price
        assert found(dte.validate(made)) == []
    if len(pagos) == 1 and condition == 1:
        assert resumen(fe(line(price)))["pagos"] == pagos


@example("round-body-8")
def rounding_in_the_body(entry: Example) -> None:
    given, expected = entry["given"], entry["expected"]
    quantity, price = D(given["cantidad"]), D(given["precioUni"])
    assert r8(quantity) == D(expected["cantidad"])
    assert r8(price) == D(expected["precioUni"])
    readings = {one["name"]: D(one["venta"]) for one in entry["readings"]}
    assert line_amount(quantity, price, 1) == readings["from unrounded inputs (manual)"] == D(expected["venta"])
    sent = line_amount(r8(quantity), r8(price), 1)
    assert sent == readings["from transmitted fields"]
    made = document(fe(line(price, quantity, montoDescu=1)))
    (item,) = made["cuerpoDocumento"]
    assert (item["cantidad"], item["precioUni"]) == (r8(quantity), r8(price))
    assert amounts(made) == [sent]
    made["cuerpoDocumento"][0]["ventaGravada"] = D(expected["venta"])
    assert found(dte.validate(made)) == []


@example("round-summary-2")
def rounding_in_the_summary(entry: Example) -> None:
    for internal, expected in zip(
        entry["given"]["totalPagar (internal)"], entry["expected"]["totalPagar"], strict=True
    ):
        assert r2(D(internal)) == D(expected)
        assert resumen(fe(line(D(internal))))["totalPagar"] == D(expected)


@example("tolerance-lines-and-total")
def tolerance(entry: Example) -> None:
    quantities = [D(one["cantidad"]) for one in entry["given"]["cuerpoDocumento"]]
    made = document(fe(*[line(2, quantity) for quantity in quantities]))
    assert amounts(made) == expected_amounts(entry)
    for case in entry["tolerance_examples"]:
        shifted = [D(value) for value in case["line_values"]]
        total = EXACT.create_decimal(sum(shifted))
        assert total == D(case["sum"])
        for cents in range(-3, 4):
            value = r2(total) + D(cents) / 100
            one = document(fe(*[line(2, quantity) for quantity in quantities]))
            for item, amount in zip(one["cuerpoDocumento"], shifted, strict=True):
                item["ventaGravada"] = amount
            for name in ("totalGravada", "subTotalVentas", "subTotal", "montoTotalOperacion", "totalPagar"):
                one["resumen"][name] = value
            one["resumen"]["pagos"][0]["montoPago"] = value
            wrong = ("summary-figure", "resumen.totalGravada") in found(dte.validate(one))
            assert wrong is (format(value, ".2f") not in case["accepted"]), (case["lines"], value)


@example("pattern-charge-line")
def pattern_of_a_charge(entry: Example) -> None:
    for make in (fe, ccf):
        item = document(make(line(), charge(D("-3.50"))))["cuerpoDocumento"][1]
        for key, value in entry["expected"].items():
            if key in item:
                assert item[key] == (D("-3.50") if value == "x" else value and D(value)), key


@example("pattern-section2-line")
def pattern_of_a_tribute(entry: Example) -> None:
    tax = D("12.34")
    for make, codes in ((fe, None), (ccf, ["20"])):
        for code in ("A8", "57", "90", "A6", "D5"):
            item = document(make({"codTributo": code, "descripcion": "Impuesto", "precioUni": tax}))["cuerpoDocumento"][
                0
            ]
            assert item["codTributo"] == code
            assert item["tributos"] == codes
            for key, value in entry["expected"].items():
                if key not in {"codTributo", "tributos"}:
                    assert item[key] == (tax if value == "t" else D(value)), key


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_worked_example(name: str, mh: Path) -> None:
    CHECKS[name](examples(mh)[name])
