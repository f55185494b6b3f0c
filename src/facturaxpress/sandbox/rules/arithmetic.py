"""What the figures of each structure must hold: one sheet a tipo and version.

Sources: Manual Funcional 2.0 (PDF pages), the JSON Schemas of both regimes, the field texts of the earlier structures.
Figures go by their names of 2.0; `names` says where an earlier structure differs. Readings that the sources leave open
are all listed:

- `montoTotalOperacion` before retention and perception or net of them: 01, 03, 18 over 01, notes of 1.x (K1);
- `noGravado` added with its own sign, or taken off as the figures of PDF p. 50 and 51 do (K2);
- `totalPagar` of 05 and 06 with the retention taken off, or left out of account as p. 51 prints (K3);
- amounts of a note on 07, which no source works out (K8); `totalIva` of 07 on every line or on those of 13 % (K8);
- 08 with negative sums as they are, or stopped at zero (K11); `totalNoOnerosas` paid or not (K12);
- 14 with income tax retained on all, on some lines or on none, the global discount shared or not (K13);
- donations paid by the whole or by their lines of money (K14); `subTotalVentas` of 18 with or without purchases (K16).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from facturaxpress.sandbox.rules.figures import ZERO, AtMost, Credit, Figure, Payments, Reading, Sheet, Step, Values
from facturaxpress.sandbox.rules.readings import (
    IVA,
    ONE_PERCENT,
    RENTA,
    add,
    floored,
    iva_inside,
    of_some_lines,
    share,
    stated,
    up_to,
    without_iva,
    zero,
)
from facturaxpress.sandbox.rules.tributes import Tributes

COLUMNS = ("ventaNoSuj", "ventaExenta", "ventaGravada")
OLD_NAMES = {"ivaRete": "ivaRete1", "ivaPerci": "ivaPerci1"}

TOTALS = (
    Figure("totalNoSuj", add("ΣventaNoSuj")),
    Figure("totalExenta", add("ΣventaExenta")),
    Figure("totalGravada", add("ΣventaGravada")),
)
SALES = (*TOTALS, Figure("subTotalVentas", add("totalNoSuj + totalExenta + totalGravada")))
DISCOUNTS = (
    AtMost("descuNoSuj", "totalNoSuj"),
    AtMost("descuExenta", "totalExenta"),
    AtMost("descuGravada", "totalGravada"),
    Figure("totalDescu", add("ΣmontoDescu + descuNoSuj + descuExenta + descuGravada")),
)
SUBTOTAL = Figure("subTotal", add("subTotalVentas - descuNoSuj - descuExenta - descuGravada"))
NO_GRAVADO = Figure("totalNoGravado", add("ΣnoGravado"))
IVA_ITEM = Figure("ivaItem", iva_inside(add("ventaGravada")))
TAXED = add("ΣventaGravada - descuGravada")


def _sheet_of_sales(*, prices_with_iva: bool = False, perceived: bool = False, renta: bool = False) -> Sheet:
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
        summary.append(Figure("totalIva", _less(add("ΣivaItem"), discounted), iva_inside(TAXED)))
    summary += [Credit(*due), Payments(add("totalPagar"))]
    return Sheet(
        summary,
        COLUMNS,
        line=(IVA_ITEM,) if prices_with_iva else (),
        names=OLD_NAMES if renta else {},
    )


def _less(whole: Reading, part: Reading) -> Reading:
    return lambda values: whole(values) - part(values)


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


# 05 and 06


def _note(
    over: "Mapping[str, Sheet]", *, line: Sequence[Step], summary: Sequence[Step], due: Sequence[Reading]
) -> Sheet:
    return Sheet(
        (
            *SALES,
            Figure("totalDescu", add("ΣmontoDescu")),
            Tributes(),
            *summary,
            Figure("ivaPerci", add("ΣivaPerci")),
            Figure("totalIva", add("ΣtotalIva")),
            Figure("ivaRete", add("ΣivaRete")),
            NO_GRAVADO,
            Figure("totalPagar", *map(floored, due)),
        ),
        COLUMNS,
        line=line,
        empty=not over,
        over=over,
    )


def _due(*amounts: str) -> Iterator[Reading]:
    for amount in amounts:
        yield add(f"{amount} + totalNoGravado")
        yield add(f"{amount} - totalNoGravado")


NOTE_ON_07 = _note(
    {},
    line=(),
    summary=(Figure("montoTotalOperacion", add("subTotalVentas + T1"), add("subTotalVentas + T1 + totalIva")),),
    due=[zero, *_due("montoTotalOperacion - ivaRete", "totalIva - ivaRete", "ivaRete")],
)
NOTE = _note(
    {"07": NOTE_ON_07},
    line=(
        Figure("ivaPerci", zero, share(ONE_PERCENT, add("ventaGravada"))),
        Figure("ivaRete", zero, share(ONE_PERCENT, add("ventaGravada"))),
    ),
    summary=(
        Figure("montoTotalOperacion", add("subTotalVentas + T1")),
        # A note on 03 states no `totalIva`: refused at this field by MH where it did.
        Figure("totalIva", zero),
    ),
    due=list(_due("montoTotalOperacion + ivaPerci - ivaRete", "montoTotalOperacion + ivaPerci")),
)


def _note_of_1x(*, empty: bool, over: Mapping[str, Sheet]) -> Sheet:
    part = stated if empty else up_to(share(ONE_PERCENT, TAXED))
    net = add("subTotal + T1 + ivaPerci - ivaRete - reteRenta")
    return Sheet(
        (
            *SALES,
            *DISCOUNTS,
            Tributes(discount="descuGravada"),
            SUBTOTAL,
            Figure("ivaPerci", part),
            Figure("ivaRete", part),
            Figure("montoTotalOperacion", stated if empty else net, add("subTotal + T1")),
        ),
        COLUMNS,
        names=OLD_NAMES,
        empty=empty,
        over=over,
    )


# 07


def _retained(values: Values) -> Decimal:
    rate = {"22": ONE_PERCENT, "C4": IVA}.get(values.text("codigoRetencionMH"))
    return rate * values["montoSujetoGrav"] if rate is not None else up_to(add("montoSujetoGrav"))(values)


def _iva_of_13_percent_lines(values: Values) -> Decimal:
    return IVA * sum((line["montoSujetoGrav"] for line in values.lines if line["codigoRetencionMH"] == "C4"), ZERO)


_RETAINED = (
    Figure("totalSujetoRetencion", add("ΣmontoSujetoGrav")),
    Figure("totalIvaRetenido", add("ΣivaRetenido")),
)
RETENTION_OF_1X = Sheet(
    _RETAINED, line=(Figure("ivaRetenido", _retained),), names={"totalIvaRetenido": "totalIVAretenido"}
)
RETENTION = Sheet(
    (*_RETAINED, Figure("totalIva", share(IVA, add("ΣmontoSujetoGrav")), _iva_of_13_percent_lines)),
    line=(Figure("ivaRetenido", _retained),),
)


# 08


def _settlement(tributes: Tributes, *iva_item: Reading, names: Mapping[str, str], negative: bool) -> Sheet:
    sales, amount = add("totalNoSuj + totalExenta + totalGravada + exportacion"), add("subTotalVentas + T1")
    whole = add("montoTotalOperacion + ivaPerci")
    return Sheet(
        (
            *TOTALS,
            Figure("exportacion", add("Σexportaciones")),
            Figure("subTotalVentas", sales, floored(sales)),
            tributes,
            Figure("montoTotalOperacion", amount, floored(amount)),
            Figure("total", floored(whole), *([whole] if negative else [])),
        ),
        line=(Figure("ivaItem", share(IVA, add("ventaGravada")), *iva_item),),
        names=names,
    )


# 09


def _acquirer() -> Sheet:
    base = without_iva(add("subTotal"))
    return Sheet(
        (
            Figure("subTotal", add("valorOperaciones - montoSinPercepcion")),
            Figure("montoSujetoPercepcion", base),
            Figure("iva", add("subTotal - montoSujetoPercepcion"), share(IVA, add("montoSujetoPercepcion"))),
            Figure("ivaPercibido", share(Decimal("0.02"), add("montoSujetoPercepcion"))),
            Figure("ivaComision", share(IVA, add("comision"))),
            Figure("liquidoApagar", add("valorOperaciones - comision - ivaComision - ivaPercibido")),
        ),
        # Each field is one of the body, with two decimals, and comes from those before it.
        part="cuerpoDocumento",
        late=False,
    )


# 11


def _export(*, old: bool) -> Sheet:
    amount = "totalGravada - descuGravada + seguro + flete"
    paid = [add("montoTotalOperacion + totalNoGravado"), add("montoTotalOperacion - totalNoGravado")]
    if not old:
        paid += [_less(due, add("totalNoOnerosas")) for due in paid]
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


# 14


def _discounted(values: Values) -> Decimal:
    bought = values["totalCompra"]
    return RENTA * (1 - values["descu"] / bought) if bought else RENTA


def _purchase(*, old: bool) -> Sheet:
    withheld = "reteRenta + ivaRete" if old else "reteRenta"
    summary: list[Step] = [
        Figure("totalCompra", add("Σcompra")),
        AtMost("descu", "totalCompra"),
        # 1.x lets `totalDescu` be null, which says nothing.
        Figure("totalDescu", add("ΣmontoDescu + descu"), *([_nothing_said] if old else [])),
        Figure("subTotal", add("totalCompra - descu")),
        Figure("reteRenta", of_some_lines("compra", _discounted), of_some_lines("compra", lambda _values: RENTA)),
        *([Figure("ivaRete", up_to(share(IVA, add("subTotal"))))] if old else []),
        Figure("totalPagar", _less(add("subTotal"), add(withheld))),
        Payments(add("totalPagar")),
    ]
    return Sheet(summary, ("compra",), names={"ivaRete": "ivaRete1"} if old else {})


def _nothing_said(values: Values) -> Decimal:
    return ZERO if values.text("totalDescu") is None else add("ΣmontoDescu + descu")(values)


# 15


def _money(values: Values) -> Decimal:
    return sum((line["valor"] for line in values.lines if line["tipoDonacion"] == 1), ZERO)


DONATION = Sheet(
    (Figure("valorTotal", add("Σvalor")), Payments(add("valorTotal"), _money)),
    ("valor",),
    price="valorUni",
    less="tipoDepreciacion",
)


# the events 17 and 18


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

SHEETS: dict[tuple[str, int], Sheet] = {
    ("01", 1): _sheet_of_sales(prices_with_iva=True, renta=True),
    ("01", 2): _sheet_of_sales(prices_with_iva=True),
    ("03", 3): _sheet_of_sales(perceived=True, renta=True),
    ("03", 4): _sheet_of_sales(perceived=True),
    ("04", 3): REMISION,
    ("04", 4): REMISION,
    ("05", 3): _note_of_1x(empty=False, over={"07": _note_of_1x(empty=True, over={})}),
    ("05", 4): NOTE,
    ("07", 1): RETENTION_OF_1X,
    ("07", 2): RETENTION,
    # A settlement seen in the field states no IVA on its lines and none in its summary, but carries it in `ivaPerci`.
    ("08", 1): _settlement(
        Tributes(carried=True, optional=True), zero, names={"exportacion": "totalExportacion"}, negative=True
    ),
    ("08", 2): _settlement(Tributes(carried=True), names={}, negative=False),
    ("09", 1): _acquirer(),
    ("09", 2): _acquirer(),
    ("11", 1): _export(old=True),
    ("11", 3): _export(old=False),
    ("14", 1): _purchase(old=True),
    ("14", 2): _purchase(old=False),
    ("15", 1): replace(DONATION, less="depreciacion"),
    ("15", 2): DONATION,
    ("17", 1): SPECIAL_OPERATIONS,
    ("18", 1): RETURN_OF_01,
}
SHEETS["06", 3], SHEETS["06", 4] = SHEETS["05", 3], SHEETS["05", 4]


def check_figures(tipoDte: str, document: Mapping[str, Any]) -> None:
    """Raise the refusal 020 at the first figure that no reading explains. The document has passed its JSON Schema."""
    sheet = SHEETS[tipoDte, document["identificacion"]["version"]]
    for related in document.get("documentoRelacionado") or ():
        if related["tipoDocumento"] in sheet.over:
            sheet = sheet.over[related["tipoDocumento"]]
            break
    sheet.check(document)
