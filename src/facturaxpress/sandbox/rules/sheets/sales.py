"""01, 03, 04, 11, 14 and 15."""

from decimal import Decimal

from facturaxpress.sandbox.rules.figures import ZERO, AtMost, Credit, Figure, Payments, Sheet, Step, Values
from facturaxpress.sandbox.rules.readings import (
    IVA,
    ONE_PERCENT,
    RENTA,
    add,
    floored,
    iva_inside,
    less,
    of_some_lines,
    share,
    up_to,
    without_iva,
    zero,
)
from facturaxpress.sandbox.rules.sheets.parts import (
    COLUMNS,
    DISCOUNTS,
    IVA_ITEM,
    NO_GRAVADO,
    OLD_NAMES,
    SALES,
    SUBTOTAL,
    TAXED,
)
from facturaxpress.sandbox.rules.tributes import Tributes


def sheet_of_sales(*, prices_with_iva: bool = False, perceived: bool = False, renta: bool = False) -> Sheet:
    """01 and 03."""
    base = share(ONE_PERCENT, without_iva(TAXED) if prices_with_iva else TAXED)
    before = "subTotal + T1"
    net = before + (" + ivaPerci" if perceived else "") + " - ivaRete" + (" - reteRenta" if renta else "")
    due = (add(f"{net} + totalNoGravado"), add(f"{net} - totalNoGravado"))
    summary: list[Step] = [
        *SALES,
        *DISCOUNTS,
        Tributes(iva_inside=prices_with_iva, discount="descuGravada"),
        SUBTOTAL,
        *([Figure("ivaPerci", zero, base)] if perceived else []),
        Figure("ivaRete", zero, base),
        Figure("montoTotalOperacion", add(before), add(net)),
        NO_GRAVADO,
        Figure("totalPagar", *map(floored, due)),
    ]
    if prices_with_iva:
        discounted = iva_inside(add("descuGravada"))
        summary.append(Figure("totalIva", less(add("ΣivaItem"), discounted), iva_inside(TAXED)))
    summary += [Credit(*due), Payments(add("totalPagar"))]
    return Sheet(
        summary,
        COLUMNS,
        line=(IVA_ITEM,) if prices_with_iva else (),
        names=OLD_NAMES if renta else {},
    )


REMISION = Sheet(
    (
        *SALES,
        *DISCOUNTS,
        Tributes(discount="descuGravada"),
        SUBTOTAL,
        Figure("montoTotalOperacion", add("subTotal + T1")),
    ),
    COLUMNS,
)


def sheet_of_export(*, old: bool) -> Sheet:
    """11."""
    amount = "totalGravada - descuGravada + seguro + flete"
    paid = [add("montoTotalOperacion + totalNoGravado"), add("montoTotalOperacion - totalNoGravado")]
    if not old:
        paid += [less(due, add("totalNoOnerosas")) for due in paid]
    summary: list[Step] = [
        Figure("totalGravada", add("ΣventaGravada")),
        AtMost("descuGravada", "totalGravada"),
        Figure("totalDescu", add("ΣmontoDescu + descuGravada")),
        *([] if old else [Tributes(discount="descuGravada")]),
        Figure("montoTotalOperacion", add(amount), *([] if old else [add(f"{amount} + T1")])),
        NO_GRAVADO,
        Figure("totalPagar", *map(floored, paid)),
        *([] if old else [Credit(*paid)]),
        Payments(add("totalPagar")),
    ]
    return Sheet(summary, ("ventaGravada",), names={"descuGravada": "descuento"} if old else {})


def _discounted(values: Values) -> Decimal:
    bought = values["totalCompra"]
    return RENTA * (1 - values["descu"] / bought) if bought else RENTA


def sheet_of_purchase(*, old: bool) -> Sheet:
    """14."""
    withheld = "reteRenta + ivaRete" if old else "reteRenta"
    summary: list[Step] = [
        Figure("totalCompra", add("Σcompra")),
        AtMost("descu", "totalCompra"),
        # 1.x lets `totalDescu` be null, which says nothing.
        Figure("totalDescu", add("ΣmontoDescu + descu"), *([_nothing_said] if old else [])),
        Figure("subTotal", add("totalCompra - descu")),
        Figure("reteRenta", of_some_lines("compra", _discounted), of_some_lines("compra", lambda _values: RENTA)),
        *([Figure("ivaRete", up_to(share(IVA, add("subTotal"))))] if old else []),
        Figure("totalPagar", less(add("subTotal"), add(withheld))),
        Payments(add("totalPagar")),
    ]
    return Sheet(summary, ("compra",), names={"ivaRete": "ivaRete1"} if old else {})


def _nothing_said(values: Values) -> Decimal:
    return ZERO if values.text("totalDescu") is None else add("ΣmontoDescu + descu")(values)


def _money(values: Values) -> Decimal:
    return sum((line["valor"] for line in values.lines if line["tipoDonacion"] == 1), ZERO)


DONATION = Sheet(
    (Figure("valorTotal", add("Σvalor")), Payments(add("valorTotal"), _money)),
    ("valor",),
    price="valorUni",
    less="tipoDepreciacion",
)
