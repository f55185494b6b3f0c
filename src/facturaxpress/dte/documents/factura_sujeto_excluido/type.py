"""What a purchase of 14 is, and the document it makes: the issuer buys from who is excluded from IVA."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any

import msgspec

from facturaxpress.dte import arithmetic
from facturaxpress.dte.arithmetic import Chain, Figure
from facturaxpress.dte.codes import SERVICES
from facturaxpress.dte.documents.factura_sujeto_excluido.renta import lines_withheld
from facturaxpress.dte.documents.fields import items, text
from facturaxpress.dte.documents.law import Type
from facturaxpress.dte.lines import sale_lines
from facturaxpress.dte.made import MadeDocument, MadeLine
from facturaxpress.dte.making import Maker
from facturaxpress.dte.money import EXACT, LIMIT, ZERO, r2, times
from facturaxpress.dte.parties import document, receptor
from facturaxpress.dte.sale import Amount2, Amount8, Sale, SaleDireccion, SaleLine, SalePago, Section, decimal
from facturaxpress.dte.summary import summarise
from facturaxpress.dte.tributes import RENTA

COLUMNS = {"compra": "compra"}


class Receptor(Section):
    tipoDocumento: str | None = None
    numDocumento: Annotated[str, text(1, 20)] | None = None
    nombre: Annotated[str, text(1, 250)] | None = None
    codActividad: str | None = None
    descActividad: Annotated[str, text(5, 150)] | None = None
    direccion: SaleDireccion | None = None
    telefono: Annotated[str, text(8, 30)] | None = None
    correo: Annotated[str, text(6, 100)] | None = None


class Item(SaleLine):
    compra: Amount8 | None = None
    retieneRenta: bool | None = None
    """Ours: whether income tax is withheld on this line."""


class Resumen(Section):
    descu: Amount2 | None = None
    retieneRenta: bool | None = None
    """Ours: 10 % of income tax is withheld; of every line that does not say otherwise."""
    ivaRete: Amount2 | None = None
    """An amount that only 1.x has."""
    condicionOperacion: int | None = None
    pagos: Annotated[list[SalePago], items(1)] | None = None
    observaciones: Annotated[str, text(1, 3000)] | None = None
    # Computed; compared when they are sent.
    totalCompra: Amount2 | None = None
    totalDescu: Amount2 | None = None
    subTotal: Amount2 | None = None
    reteRenta: Amount2 | None = None
    totalPagar: Amount2 | None = None
    totalLetras: Annotated[str, text(None, 200)] | None = None


class SaleExcluido(Sale):
    receptor: Receptor | None = None
    cuerpoDocumento: Annotated[list[Item], items(1, 2000)] | None = None
    resumen: Resumen | None = None


def make(maker: Maker) -> MadeDocument:
    sale: SaleExcluido = maker.sale
    sent = sale.cuerpoDocumento or []
    lines = sale_lines(maker, sent, columns=COLUMNS)
    summary = _withhold(maker, sent, lines, sale.resumen)
    return document(
        maker,
        receptor=receptor(maker, sale.receptor),
        cuerpoDocumento=lines,
        resumen=summarise(maker, lines, sent, summary),
    )


def _withhold(maker: Maker, sent: Sequence[Item], lines: Sequence[MadeLine], summary: Resumen | None) -> Resumen | None:
    """Sets on each line the income tax that is withheld on it, if any is: the structure has but the sum.

    A line is left out if it says so, if the reading in force takes services only, or if others say yes and the summary
    nothing. Where nothing but an amount was sent, it is withheld on the lines that give this amount. Returns the
    summary with the flag that the lines say.
    """
    chosen: frozenset[int] | None = None
    whole = summary.retieneRenta if summary is not None else None
    lines_alone = whole is None and any(line.retieneRenta for line in sent)
    if summary is not None and summary.reteRenta and whole is None and all(line.retieneRenta is None for line in sent):
        amounts = [(line.tipoItem, line.compra) for line in lines]
        chosen = lines_withheld(amounts, decimal(summary.descu), decimal(summary.reteRenta))
    for index, (line, item) in enumerate(zip(sent, lines, strict=True)):
        usual = not lines_alone and (maker.readings.reteRenta14 == "todo" or item.tipoItem == SERVICES)
        subject = line.retieneRenta if line.retieneRenta is not None else usual
        if chosen is not None:
            subject = index in chosen
        item.reteRenta = times(RENTA.value, item.compra) if subject else ZERO
        if line.retieneRenta and whole is False:
            path = f"cuerpoDocumento[{index}].retieneRenta"
            values = {"flag": "resumen.retieneRenta", "field": "retieneRenta", "sent": "true"}
            maker.findings.refuse("withholding-contradiction", path, **values)
    return msgspec.structs.replace(summary or Resumen(), retieneRenta=True) if lines_alone else summary


def sub_total(chain: Chain) -> Decimal:
    return EXACT.subtract(chain["totalCompra"], chain.input("descu"))


def rete_renta(chain: Chain) -> Decimal:
    """10 % of the lines it is withheld on, less their share of the global discount (K13).

    A complete document does not say which lines these are: what it says is taken, and a rule judges it.
    """
    if not chain.given.renta:
        return ZERO
    tax, whole = chain.sums["reteRenta"], chain.sums["compra"]
    if not tax or not whole:
        return chain.input("reteRenta")
    # Below 0 the discount exceeds the purchase, which has its own rule.
    if tax == times(RENTA.value, whole):
        return max(ZERO, r2(times(RENTA.value, chain["subTotal"])))
    return max(ZERO, r2(arithmetic.proportion(tax, EXACT.subtract(whole, chain.input("descu")), whole)))


def total_pagar(chain: Chain) -> Decimal:
    """1.x also takes IVA off, where a document says so (JSON Schema fe-fse-v1)."""
    return max(ZERO, EXACT.subtract(EXACT.subtract(chain["subTotal"], chain["ivaRete"]), chain["reteRenta"]))


def finish_reduction(sale: dict[str, Any], whole: Mapping[str, Any]) -> None:
    """The lines that the income tax was not withheld on."""
    summary = sale.get("resumen", {})
    if not summary.get("retieneRenta"):
        return
    lines, totals = whole["cuerpoDocumento"], whole["resumen"]
    amounts = [(line.get("tipoItem"), _amount(line.get("compra"))) for line in lines]
    chosen = lines_withheld(amounts, _amount(totals.get("descu")), _amount(totals["reteRenta"]))
    if chosen is not None:
        for index, line in enumerate(sale["cuerpoDocumento"]):
            if index not in chosen:
                line["retieneRenta"] = False


def _amount(value: object) -> Decimal:
    """What is no amount is left to the walk of the sale to tell."""
    number = Decimal(value) if isinstance(value, int | Decimal) else ZERO
    return number if number.is_finite() and abs(number) < LIMIT else ZERO


TYPE = Type(
    tipo="14",
    sale=SaleExcluido,
    make=make,
    figures=(
        Figure("totalCompra", arithmetic.total_of("compra")),
        Figure("totalDescu", arithmetic.total_descu),
        Figure("subTotal", sub_total),
        Figure("reteRenta", rete_renta),
        Figure("totalPagar", total_pagar),
    ),
    informative=False,
    finish_reduction=finish_reduction,
)
