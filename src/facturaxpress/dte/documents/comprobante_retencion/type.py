"""What the input of 07 is, and the document it makes: who withholds IVA certifies it to who sold."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from facturaxpress.dte import arithmetic
from facturaxpress.dte.arithmetic import Chain, Figure, LineFigure
from facturaxpress.dte.documents.fields import Code2, items, text
from facturaxpress.dte.documents.law import Type
from facturaxpress.dte.documents.listed import ListedItem, Receptor, held_by, listed_line
from facturaxpress.dte.documents.views import AnyLine
from facturaxpress.dte.hints import Words, hinted
from facturaxpress.dte.lines import set_line_figures
from facturaxpress.dte.listing import RATED, retention_base, retention_rate
from facturaxpress.dte.made import MadeDocument, MadeLine, MadeParty
from facturaxpress.dte.making import Maker
from facturaxpress.dte.money import r2, times
from facturaxpress.dte.parties import document, emisor, receptor
from facturaxpress.dte.sale import Amount2, Sale, SaleExtension, Section, decimal
from facturaxpress.dte.summary import summarise
from facturaxpress.dte.texts import money

YARD, HEAD_OFFICE = "07", "02"
"""Kinds of establishment (CAT-009)."""
SPECIAL = "C9"
"""The code of CAT-006 that has no one rate."""


class Item(ListedItem):
    montoSujetoGrav: Amount2 | None = None
    codigoRetencionMH: Code2 | None = None
    ivaRetenido: Amount2 | None = None
    """Computed for the codes that have one rate; sent for C9."""
    descripcion: Annotated[str, text(1, 1500)] | None = None


class Resumen(Section):
    observaciones: Annotated[str, text(1, 3000)] | None = None
    # Computed; compared when they are sent.
    totalSujetoRetencion: Amount2 | None = None
    totalIva: Amount2 | None = None
    totalIvaRetenido: Amount2 | None = None
    totalLetras: Annotated[str, text(None, 200)] | None = None


class SaleRetencion(Sale):
    receptor: Receptor | None = None
    cuerpoDocumento: Annotated[list[Item], items(1, 500)] | None = None
    resumen: Resumen | None = None
    extension: SaleExtension | None = None


def make(maker: Maker) -> MadeDocument:
    sale: SaleRetencion = maker.sale
    sent = sale.cuerpoDocumento or []
    lines = [_line(maker, line, index) for index, line in enumerate(sent)]
    return document(
        maker,
        emisor=_agent(maker),
        receptor=receptor(maker, sale.receptor),
        cuerpoDocumento=lines,
        resumen=summarise(maker, lines, sent, sale.resumen),
    )


def _line(maker: Maker, line: Item, index: int) -> MadeLine:
    known = held_by(maker, line)
    listed = None if known is None else known[1]
    base = line.montoSujetoGrav
    if base is None and listed is not None:
        base = retention_base(listed, maker.on)
    needed = {"montoSujetoGrav": base, "codigoRetencionMH": line.codigoRetencionMH}
    if line.codigoRetencionMH == SPECIAL:
        needed["ivaRetenido"] = line.ivaRetenido
    for field, value in needed.items():
        path = f"cuerpoDocumento[{index}].{field}"
        if value is None and not maker.findings.echoes(path):
            maker.findings.refuse("required", path, field=field, **hinted(_HINTS[field]))
    made = listed_line(
        line,
        index,
        listed,
        montoSujetoGrav=decimal(base),
        codigoRetencionMH=line.codigoRetencionMH or "",
        ivaRetenido=decimal(line.ivaRetenido),
        descripcion=line.descripcion,
    )
    set_line_figures(maker, made, line, index)
    if not made.ivaRetenido:
        path = f"cuerpoDocumento[{index}].montoSujetoGrav"
        if made.montoSujetoGrav and made.codigoRetencionMH in RATED:
            amount = money(made.montoSujetoGrav)
            maker.findings.refuse("retention-nothing", path, amount=amount, retention=made.codigoRetencionMH)
        maker.findings.poison(f"cuerpoDocumento[{index}].ivaRetenido")
    return made


_HINTS: dict[str, Words] = {
    "montoSujetoGrav": (", lo gravado del documento sin IVA", ", what is taxable in the document, without IVA"),
    "codigoRetencionMH": (
        ": 22 retención del 1 %, C4 del 13 %, C9 otras (CAT-006)",
        ": 22 retention of 1 %, C4 of 13 %, C9 others (CAT-006)",
    ),
    "ivaRetenido": (
        ": con codigoRetencionMH C9 no hay una tasa única",
        ": with codigoRetencionMH C9 there is no single rate",
    ),
}


def _agent(maker: Maker) -> MadeParty:
    """The issuer; the structure of 1.x has no yard among its establishments, and no hyphens in its telephone."""
    made = emisor(maker)
    if maker.old:
        if made.tipoEstablecimiento == YARD:
            made.tipoEstablecimiento = HEAD_OFFICE
        made.telefono = "".join(character for character in made.telefono or "" if character.isalnum())
    return made


def withheld(line: AnyLine, on: date) -> Decimal:
    """`ivaRetenido`: the rate of its code on the base, 2 decimals; what is stated where the code has no one rate."""
    rate = retention_rate(line.codigoRetencionMH, on)
    return line.ivaRetenido if rate is None else r2(times(rate, line.montoSujetoGrav))


def iva(chain: Chain) -> Decimal:
    """`totalIva`: the IVA of all that was listed; informative."""
    return r2(times(arithmetic.iva_rate(chain.on), chain["totalSujetoRetencion"]))


def iva_of_13_percent(chain: Chain) -> Decimal:
    """The IVA of the lines of which all of it is retained (K8)."""
    return r2(times(arithmetic.iva_rate(chain.on), chain.sums["base13"]))


def finish_reduction(sale: dict[str, Any], document: Mapping[str, Any]) -> None:
    """What is withheld under the code that has no one rate is said."""
    for line, item in zip(sale["cuerpoDocumento"], document["cuerpoDocumento"], strict=True):
        if line.get("codigoRetencionMH") == SPECIAL and item.get("ivaRetenido") is not None:
            line["ivaRetenido"] = item["ivaRetenido"]


TYPE = Type(
    tipo="07",
    sale=SaleRetencion,
    make=make,
    figures=(
        Figure("totalSujetoRetencion", arithmetic.total_of("montoSujetoGrav")),
        Figure("totalIva", iva, (iva_of_13_percent,)),
        Figure("totalIvaRetenido", arithmetic.total_of("ivaRetenido")),
    ),
    line_figures=(LineFigure("ivaRetenido", withheld, "montoSujetoGrav × 0.01 (22), × 0.13 (C4)"),),
    amount=False,
    words="totalIvaRetenido",
    informative=False,
    finish_reduction=finish_reduction,
)
