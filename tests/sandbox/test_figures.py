"""The sandbox's arithmetic: what it recomputes, what it tolerates, which readings it takes."""

import copy
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facturaxpress.sandbox.messages import RefusalError
from facturaxpress.sandbox.rules.arithmetic import check_figures
from tests.sandbox.documents import credito_fiscal, factura, line

CENT = Decimal("0.01")
Path = tuple[str | int, ...]

COMPUTED = {
    "totalNoSuj", "totalExenta", "totalGravada", "subTotalVentas", "totalDescu", "subTotal", "ivaPerci", "ivaRete",
    "montoTotalOperacion", "totalNoGravado", "totalPagar", "totalIva",
}  # fmt: skip


def check(document: dict[str, Any]) -> str | None:
    """The field refused with 020, or None; another code fails the test."""
    try:
        check_figures(document["identificacion"]["tipoDte"], document)
    except RefusalError as refusal:
        if refusal.codigo != "020":
            raise
        return refusal.descripcion.removeprefix("[").removesuffix("] CALCULO INCORRECTO")
    return None


def figures(document: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    """Every figure that can be recomputed, with the name a refusal gives it."""
    for place, each in enumerate(document["cuerpoDocumento"]):
        for name in ("ventaNoSuj", "ventaExenta", "ventaGravada", "ivaItem"):
            if name in each:
                yield ("cuerpoDocumento", place, name), f"cuerpoDocumento.{place + 1}.{name}"
    for name in document["resumen"]:
        if name in COMPUTED:
            yield ("resumen", name), f"resumen.{name}"
    for place, entry in enumerate(document["resumen"]["tributos"] or ()):
        if entry["codigo"] in {"20", "59", "71", "D1", "C8"}:
            yield ("resumen", "tributos", place, "valor"), f"resumen.tributos.{place + 1}.valor"
    for place, _ in enumerate(document["resumen"]["pagos"] or ()):
        yield ("resumen", "pagos", place, "montoPago"), "resumen.pagos.montoPago"


def changed(document: dict[str, Any], path: Path, amount: Decimal) -> dict[str, Any]:
    other = copy.deepcopy(document)
    node: Any = other
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] += amount
    return other


def assert_every_figure_counts(document: dict[str, Any]) -> None:
    assert check(document) is None
    for path, name in figures(document):
        for amount in (CENT * 2, -CENT * 2):
            mutated = changed(document, path, amount)
            if amount > 0 or _value(mutated, path) >= 0 or name == "resumen.totalNoGravado":
                assert check(mutated) == name, (name, amount)


def _value(document: Any, path: Path) -> Decimal:
    for step in path:
        document = document[step]
    return Decimal(document)


@pytest.mark.parametrize("document", [factura(), credito_fiscal(net=True), credito_fiscal(net=False)])
def test_two_cents_off_are_refused_at_their_field_and_one_is_not(document: dict[str, Any]) -> None:
    assert_every_figure_counts(document)
    for path, name in figures(document):
        assert check(changed(document, path, CENT)) is None, name


@pytest.mark.parametrize("pattern", ["01__v2__*.json", "03__v4__*.json"])
def test_mhs_documents_hold_and_each_of_their_figures_counts(mh_documents: Any, pattern: str) -> None:
    documents = mh_documents(pattern)
    assert documents
    for document in documents:
        assert_every_figure_counts(document)


def test_the_tolerance_of_a_line_moves_the_total_expected_from_it() -> None:
    """Manual Funcional v2.0, PDF p. 57: lines off by a cent each are summed as sent."""
    amounts = ("2.234", "2.242", "2.250")
    quantities = ("1.122", "1.126", "1.13")
    document = factura()
    document["cuerpoDocumento"] = [
        line(n, cantidad=Decimal(q), precioUni=2, ventaExenta=Decimal(a), ivaItem=0)
        for n, (q, a) in enumerate(zip(quantities, amounts, strict=True), 1)
    ]
    for total in ("6.72", "6.73", "6.74"):
        assert check(_totals(document, Decimal(total))) is None
    assert check(_totals(document, Decimal("6.76"))) == "resumen.totalExenta"
    document["cuerpoDocumento"][0]["ventaExenta"] = Decimal("2.2239")
    assert check(document) == "cuerpoDocumento.1.ventaExenta"


def _totals(document: dict[str, Any], exenta: Decimal) -> dict[str, Any]:
    other = copy.deepcopy(document)
    totals = ("totalExenta", "subTotalVentas", "subTotal", "montoTotalOperacion", "totalPagar")
    other["resumen"] |= dict.fromkeys(totals, exenta) | {"totalGravada": 0, "totalIva": 0}
    other["resumen"]["pagos"][0]["montoPago"] = exenta
    return other


@pytest.mark.parametrize("amount", ["5.67215367", "5.67215366"])
def test_a_line_from_unrounded_inputs_or_from_those_sent(amount: str) -> None:
    document = factura()
    document["cuerpoDocumento"][1] |= {
        "cantidad": Decimal("1.87654322"),
        "precioUni": Decimal("3.55555555"),
        "montoDescu": 1,
        "ventaExenta": Decimal(amount),
    }
    document["resumen"] |= {"totalExenta": Decimal("5.67"), "totalDescu": 1}
    total = Decimal("28.27")
    document["resumen"] |= dict.fromkeys(("subTotalVentas", "subTotal", "montoTotalOperacion", "totalPagar"), total)
    document["resumen"]["pagos"][0]["montoPago"] = total
    assert check(document) is None


def test_a_line_has_its_amount_in_one_column() -> None:
    document = factura()
    document["cuerpoDocumento"][0] |= {"ventaGravada": Decimal("11.60"), "ventaExenta": Decimal("11.00")}
    assert check(document) == "cuerpoDocumento.1.ventaExenta"


def test_a_charge_is_added_by_the_rule_or_taken_off_as_in_mhs_example() -> None:
    """Manual Funcional v2.0, PDF p. 32 against p. 50, where the charge line states its price as well."""
    document = credito_fiscal()
    document["cuerpoDocumento"][1] |= {"noGravado": 20, "precioUni": 20}
    document["resumen"]["totalNoGravado"] = 20
    assert check(document) is None
    document["resumen"]["totalPagar"] = document["resumen"]["pagos"][0]["montoPago"] = Decimal("322.40")
    assert check(document) is None
    document["resumen"]["totalPagar"] = document["resumen"]["pagos"][0]["montoPago"] = Decimal("302.40")
    assert check(document) == "resumen.totalPagar"


def test_a_credit_beyond_the_total_is_paid_with_nothing() -> None:
    document = credito_fiscal()
    document["cuerpoDocumento"][1]["noGravado"] = -400
    document["resumen"] |= {"totalNoGravado": -400, "totalPagar": 0, "saldoFavor": Decimal("-97.60"), "pagos": None}
    assert check(document) is None
    document["resumen"]["saldoFavor"] = Decimal("-50.00")
    assert check(document) == "resumen.saldoFavor"
    for older in ("-120.00", "0"):
        document["resumen"]["saldoFavor"] = Decimal(older)
        assert check(document) is None
    document["resumen"]["totalPagar"] = Decimal("97.60")
    assert check(document) == "resumen.totalPagar"


def test_a_global_discount_cannot_exceed_its_sales() -> None:
    document = factura()
    document["resumen"] |= {"descuExenta": 6, "totalDescu": 6, "subTotal": Decimal("21.60")}
    document["resumen"] |= dict.fromkeys(("montoTotalOperacion", "totalPagar"), Decimal("21.60"))
    document["resumen"]["pagos"][0]["montoPago"] = Decimal("21.60")
    assert check(document) == "resumen.descuExenta"


def _with_tribute(document: dict[str, Any], code: str, value: str, total: str) -> dict[str, Any]:
    other = copy.deepcopy(document)
    first, resumen = other["cuerpoDocumento"][0], other["resumen"]
    first["tributos"] = [*(first["tributos"] or []), code]
    resumen["tributos"] = [*(resumen["tributos"] or []), {"codigo": code, "descripcion": "x", "valor": Decimal(value)}]
    resumen |= dict.fromkeys(("montoTotalOperacion", "totalPagar"), Decimal(total))
    if other["identificacion"]["tipoDte"] == "03":
        resumen["totalPagar"] -= 20
    resumen["pagos"][0]["montoPago"] = resumen["totalPagar"]
    return other


@pytest.mark.parametrize(
    ("code", "value", "total"),
    [
        ("59", "1.00", "28.60"),  # 5 % of 22.60 without IVA
        ("59", "1.13", "28.73"),  # 5 % of 22.60 as printed
        ("71", "14.00", "41.60"),  # 2 departures
        ("D1", "0.40", "28.00"),  # 2 gallons
        ("C8", "0.20", "27.80"),
        ("D5", "3.21", "30.81"),  # an amount of its own
        ("C5", "6.40", "27.60"),  # informative: added to nothing
    ],
)
def test_tributes_of_a_factura(code: str, value: str, total: str) -> None:
    document = _with_tribute(factura(), code, value, total)
    assert check(document) is None
    if code not in {"D5", "C5"}:
        assert check(changed(document, ("resumen", "tributos", 0, "valor"), CENT * 2)) == "resumen.tributos.1.valor"


@pytest.mark.parametrize(("value", "total"), [("15.00", "317.40"), ("13.50", "315.90")])
def test_lodging_with_and_without_its_share_of_the_global_discount(value: str, total: str) -> None:
    assert check(_with_tribute(credito_fiscal(), "59", value, total)) is None


def test_a_tribute_stands_on_the_line_and_in_the_summary() -> None:
    only_in_summary = _with_tribute(factura(), "71", "14.00", "41.60")
    only_in_summary["cuerpoDocumento"][0]["tributos"] = None
    assert check(only_in_summary) == "resumen.tributos.1.valor"
    only_on_line = factura()
    only_on_line["cuerpoDocumento"][0]["tributos"] = ["71"]
    with pytest.raises(RefusalError, match=r"^\[resumen.tributos\] DEBE PROPORCIONAR UN VALOR$"):
        check_figures("01", only_on_line)


def test_retention_is_all_or_nothing() -> None:
    document = factura()
    document["resumen"] |= {"ivaRete": Decimal("0.20")} | dict.fromkeys(
        ("montoTotalOperacion", "totalPagar"), Decimal("27.40")
    )
    document["resumen"]["pagos"][0]["montoPago"] = Decimal("27.40")
    assert check(document) is None
    document["resumen"]["montoTotalOperacion"] = Decimal("27.60")
    assert check(document) is None
    document["resumen"]["ivaRete"] = Decimal("0.10")
    assert check(document) == "resumen.ivaRete"


def test_perception_adds() -> None:
    document = credito_fiscal()
    document["resumen"] |= {
        "ivaPerci": Decimal("2.70"), "montoTotalOperacion": Decimal("305.10"), "totalPagar": Decimal("285.10"),
    }  # fmt: skip
    document["resumen"]["pagos"][0]["montoPago"] = Decimal("285.10")
    assert check(document) is None


def test_documents_without_payments_are_not_asked_for_them() -> None:
    document = factura()
    document["resumen"]["pagos"] = None
    assert check(document) is None


# figures made another way round: exact amounts, each rounded once


def _amount(places: int, largest: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(min_value=0, max_value=largest, places=places)


LINES = st.lists(
    st.tuples(
        st.sampled_from(["ventaNoSuj", "ventaExenta", "ventaGravada"]),
        st.decimals(min_value=Decimal("0.00000001"), max_value=5000, places=8),
        _amount(8, 5000),
    ),
    min_size=1,
    max_size=8,
)


@settings(deadline=None)
@given(LINES, st.integers(0, 100), st.booleans(), st.booleans(), st.booleans())
def test_a_credito_fiscal_rounded_once_or_step_by_step_is_accepted(
    sales: list[tuple[str, Decimal, Decimal]], percent: int, withheld: bool, net: bool, late: bool
) -> None:
    lines = [
        line(n, cantidad=quantity, precioUni=price, tributos=["20"] if column == "ventaGravada" else None)
        | {column: _round(quantity * price, 8)}
        for n, (column, quantity, price) in enumerate(sales, 1)
    ]
    raw = {
        name: sum((each[name] for each in lines), Decimal(0)) for name in ("ventaNoSuj", "ventaExenta", "ventaGravada")
    }
    total = {name: _round(amount, 2) for name, amount in raw.items()}
    discount = (total["ventaGravada"] * percent / 100).quantize(CENT, "ROUND_DOWN")
    base = raw["ventaGravada"] - discount
    iva, rete = base * Decimal("0.13"), base * CENT if withheld else Decimal(0)
    source = raw if late else total
    sales_total = source["ventaNoSuj"] + source["ventaExenta"] + source["ventaGravada"]
    if not late:
        sales_total, iva, rete = _round(sales_total, 2), _round(iva, 2), _round(rete, 2)
    due = sales_total - discount + iva - rete
    document = credito_fiscal()
    document["cuerpoDocumento"] = lines
    document["resumen"] |= {
        "totalNoSuj": total["ventaNoSuj"], "totalExenta": total["ventaExenta"], "totalGravada": total["ventaGravada"],
        "subTotalVentas": _round(sales_total, 2), "descuGravada": discount, "totalDescu": discount,
        "tributos": [{"codigo": "20", "descripcion": "IVA", "valor": _round(iva, 2)}] if raw["ventaGravada"] else None,
        "subTotal": _round(sales_total - discount, 2), "ivaRete": _round(rete, 2), "totalNoGravado": 0,
        "montoTotalOperacion": _round(due if net else due + rete, 2), "totalPagar": _round(due, 2), "pagos": None,
    }  # fmt: skip
    assert check(document) is None


def _round(amount: Decimal, places: int) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
