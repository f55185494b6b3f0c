"""The shared arithmetic by itself: tributes, shares of discounts, withholding, floors."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.dte.support import CONSUMIDOR, ccf, charge, fe, line, refusals, resumen

from facturaxpress import dte
from facturaxpress.dte import tributes
from facturaxpress.dte.arithmetic import iva_inside, line_amount, perceived, withheld, without_iva
from facturaxpress.dte.money import r2, r8

D = Decimal
TODAY = date(2026, 9, 15)


def sums(sale: dict[str, Any], **changes: Any) -> dict[str, Decimal]:
    return {entry["codigo"]: entry["valor"] for entry in resumen(sale, **changes)["tributos"] or ()}


def test_iva_in_and_out_of_a_price() -> None:
    assert iva_inside(D(113), TODAY) == 13
    assert without_iva(D(113), TODAY) == 100
    assert r8(iva_inside(D("5.67215366"), TODAY)) == D("0.65254865")


def test_no_rate_of_iva_no_figure() -> None:
    tributes.rate.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tributes, "RATES", ())
        with pytest.raises(ValueError, match="no rate of IVA"):
            iva_inside(D(1), TODAY)
    tributes.rate.cache_clear()


def test_rates_are_dated() -> None:
    change = date(2027, 1, 1)
    old = tributes.Rate("59", D("0.05"), "venta", "prueba", until=date(2026, 12, 31))
    new = tributes.Rate("59", D("0.06"), "venta", "prueba", since=change)
    tributes.rate.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tributes, "RATES", (new, old))
        before, after = tributes.rate("59", date(2026, 12, 31)), tributes.rate("59", change)
    tributes.rate.cache_clear()
    assert before is old
    assert after is new


@pytest.mark.parametrize(
    ("quantity", "price", "discount", "amount"),
    [
        (D("0.00000001"), D("0.5"), 0, D("0.00000001")),
        (D("0.00000001"), D("0.4"), 0, D("0")),
        (D("1.5"), D("0.33333333"), D("0.1"), D("0.4")),
        (99_999_999_999, D("0.99999999"), 0, D("99999998999.00000001")),
    ],
)
def test_a_line_is_rounded_once_half_up(quantity: Any, price: Any, discount: Any, amount: Decimal) -> None:
    assert line_amount(quantity, price, discount) == amount


def test_totals_are_sums_of_8_decimals_and_not_of_cents() -> None:
    lines = [line(D("0.33333333"))] * 3
    assert resumen(fe(*lines))["totalGravada"] == 1
    assert resumen(fe(*[line(D("0.005"))] * 2))["totalGravada"] == D("0.01")


def test_the_iva_of_03_is_reckoned_once_on_all_lines() -> None:
    assert sums(ccf(*[line(D("0.03"))] * 10))["20"] == D("0.04")
    assert sums(ccf(line(775), resumen={"descuGravada": D("77.50")}))["20"] == D("90.68")
    assert sums(ccf(line(10, tipoVenta="exenta"))) == {}
    assert sums(ccf(line(10), resumen={"descuGravada": 10})) == {"20": 0}


def test_tourism_by_lodging_and_by_departure() -> None:
    assert sums(ccf(line(177, tributos=["20", "59"])))["59"] == D("8.85")
    assert sums(ccf(line(100, tributos=["20", "59"]), line(100)))["59"] == 5
    assert sums(fe(line(200, 3, tributos=["71"])))["71"] == 21
    halved = ccf(line(100, tributos=["20", "59"]), line(100), resumen={"descuGravada": 100})
    assert sums(halved)["59"] == D("2.5")


def test_fuel_by_the_gallon_outside_the_base_of_iva() -> None:
    sale = fe(line(D("4.52"), D("12.5"), uniMedida=22, tributos=["D1", "C8"]))
    assert sums(sale) == {"D1": D("2.5"), "C8": D("1.25")}
    made = resumen(sale)
    assert made["totalGravada"] == D("56.5")
    assert made["montoTotalOperacion"] == D("60.25")
    assert made["totalIva"] == D("6.5")


def test_the_informative_ones_add_nothing() -> None:
    sale = ccf(line(20, 10, psv=28, tributos=["20", "C5"]), line(2, 5, psv=3, tributos=["20", "C6", "C7"]))
    made = resumen(sale)
    values = {entry["codigo"]: entry["valor"] for entry in made["tributos"]}
    assert values == {"20": D("27.3"), "C5": D("6.4"), "C6": D("1.95"), "C7": 5}
    assert made["totalPagar"] == D("237.3")


def test_the_difference_of_prices_is_never_negative_and_net_in_01() -> None:
    assert sums(ccf(line(20, 10, psv=15, tributos=["20", "C5"])))["C5"] == 0
    assert sums(fe(line(D("22.6"), 10, psv=D("31.64"), tributos=["C5"])))["C5"] == D("6.4")


def test_the_user_may_set_the_informative_ones() -> None:
    sale = ccf(
        line(20, 10, psv=28, tributos=["20", "C5"]), resumen={"tributos": [{"codigo": "C5", "valor": D("6.35")}]}
    )
    assert sums(sale)["C5"] == D("6.35")


def test_d5_is_given_and_added() -> None:
    sale = ccf(line(100, tributos=["20", "D5"]), resumen={"tributos": [{"codigo": "D5", "valor": D("4.25")}]})
    assert resumen(sale)["totalPagar"] == D("117.25")
    as_line = {"codTributo": "D5", "descripcion": "Tasa", "precioUni": 10}
    assert resumen(ccf(line(100), as_line))["totalGravada"] == 110


def test_c3_and_d4_do_not_go_into_01_and_03() -> None:
    for code, rule in (
        ("C3", "tribute-code"),
        ("D4", "tribute-code"),
        ("57", "tribute-own-line"),
        ("ZZ", "tribute-unknown"),
    ):
        assert (rule, "cuerpoDocumento[0].tributos[1]") in refusals(ccf(line(tributos=["20", code])))
        assert (rule, "cuerpoDocumento[0].tributos[0]") in refusals(fe(line(tributos=[code])))


def test_amounts_that_the_law_gives_are_compared() -> None:
    sale = ccf(line(100), resumen={"tributos": [{"codigo": "20", "valor": D("13.02")}]})
    assert refusals(sale) == [("computed", "resumen.tributos[0].valor")]
    assert refusals(ccf(line(100), resumen={"tributos": [{"codigo": "20", "valor": D("13.01")}]})) == []


def test_withholding_rounds_half_up_on_the_net_base() -> None:
    assert withheld(D("697.50"), gross=False, on=TODAY) == D("6.98")
    assert withheld(D("1130"), gross=True, on=TODAY) == 10
    assert perceived(D("697.50")) == D("6.98")


def test_discounts() -> None:
    sale = fe(
        line(100, montoDescu=5),
        line(50, tipoVenta="exenta"),
        line(20, tipoVenta="noSujeta"),
        resumen={"descuGravada": D("9.50"), "descuExenta": 5, "descuNoSuj": 2},
    )
    made = resumen(sale)
    assert (made["subTotalVentas"], made["totalDescu"], made["subTotal"]) == (165, D("21.5"), D("148.5"))
    assert made["totalIva"] == r2(iva_inside(D("85.50"), TODAY))


def test_the_total_to_pay_never_goes_below_0() -> None:
    made = resumen(ccf(line(100), charge(-150)))
    assert (made["montoTotalOperacion"], made["totalPagar"], made["saldoFavor"]) == (113, 0, -37)
    made = resumen(ccf(line(100), charge(-113)))
    assert (made["totalPagar"], made["saldoFavor"]) == (0, 0)


def test_the_receiver_of_a_large_factura_is_named() -> None:
    assert refusals(fe(line(D("1094.99")))) == []
    assert refusals(fe(line(1095))) == [("receiver-unnamed", "receptor")]
    assert refusals(fe(line(1095), receptor={"nombre": "X"})) == [
        ("receiver-unnamed", "receptor.tipoDocumento"),
        ("receiver-unnamed", "receptor.numDocumento"),
    ]
    assert refusals(fe(line(1095), receptor=CONSUMIDOR)) == []
    assert refusals(fe(line(1200)), readings=dte.Readings(receptorDesde01=D("1226.40"))) == []
