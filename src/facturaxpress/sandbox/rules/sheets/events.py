"""The events 17 and 18."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from facturaxpress.sandbox.rules.figures import Credit, Figure, Sheet, Step, Values
from facturaxpress.sandbox.rules.readings import (
    ONE_PERCENT,
    RENTA,
    add,
    floored,
    share,
    without_iva,
    zero,
)
from facturaxpress.sandbox.rules.sheets.parts import COLUMNS, IVA_ITEM, NO_GRAVADO, TOTALS
from facturaxpress.sandbox.rules.tributes import Tributes


def _documents_in_range(values: Values) -> Decimal:
    first, last = values.text("docDel"), values.text("docAl")
    if first is None and last is None:
        return Decimal(1)
    numbers = str(first), str(last)
    return Decimal(int(numbers[1]) - int(numbers[0]) + 1) if all(map(_is_number, numbers)) else values.stated


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


SPECIAL_OPERATIONS = Sheet(
    (
        *TOTALS,
        Figure("subTotal", add("totalNoSuj + totalExenta + totalGravada")),
        Tributes(),
        Figure("total", add("subTotal + T1")),
    ),
    COLUMNS,
    less=None,
    line=(Figure("cantidad", _documents_in_range),),
)


def _return(columns: Sequence[str], *line: Step, prices_with_iva: bool = False) -> Sheet:
    """18, which mirrors the document it returns."""
    amount = "totalNoSuj + totalExenta + totalGravada + totalCompraExcluidos + T1 + totalSeguro + totalFlete"
    net = f"{amount} - ivaRete"
    paid = f"{net} - reteRenta"
    due = (add(f"{paid} + totalNoGravado"), add(f"{paid} - totalNoGravado"))
    sales = "totalNoSuj + totalExenta + totalGravada"
    summary = (
        *TOTALS,
        Figure("totalCompraExcluidos", add("Σcompra")),
        Figure("subTotalVentas", add(f"{sales} + totalCompraExcluidos"), add(sales)),
        Tributes(iva_inside=prices_with_iva),
        Figure("totalSeguro", add("Σseguro")),
        Figure("totalFlete", add("Σflete")),
        Figure("ivaRete", add("ΣivaRete")),
        Figure("montoTotalOperacion", add(amount), *([add(net)] if prices_with_iva else [])),
        Figure("reteRenta", add("ΣreteRenta")),
        NO_GRAVADO,
        Figure("totalPagar", *map(floored, due)),
        Figure("totalIva", add("ΣivaItem")),
        Credit(*due),
    )
    unused = [name for name in (*COLUMNS, "compra") if name not in columns]
    return Sheet(summary, columns, line=(*(Figure(name, zero) for name in unused), *line))


RETURN_OF_11 = _return(("ventaGravada",), Figure("ivaItem", zero), Figure("ivaRete", zero), Figure("reteRenta", zero))
RETURN_OF_14 = _return(
    ("compra",),
    Figure("ivaItem", zero),
    Figure("ivaRete", zero),
    Figure("reteRenta", zero, share(RENTA, add("compra"))),
    Figure("seguro", zero),
    Figure("flete", zero),
)
RETURN_OF_01 = replace(
    _return(
        COLUMNS,
        IVA_ITEM,
        Figure("ivaRete", zero, share(ONE_PERCENT, without_iva(add("ventaGravada")))),
        Figure("reteRenta", zero),
        Figure("seguro", zero),
        Figure("flete", zero),
        prices_with_iva=True,
    ),
    over={"11": RETURN_OF_11, "14": RETURN_OF_14},
)
