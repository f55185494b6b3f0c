"""What the input of 08 is, and the document it makes: who sold for another settles with it, document by document."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import msgspec

from facturaxpress.dte import arithmetic, tributes
from facturaxpress.dte.arithmetic import SALES, Chain, Figure, LineFigure
from facturaxpress.dte.codes import DOMICILED, DUI, NIT
from facturaxpress.dte.context import Held
from facturaxpress.dte.documents import listed
from facturaxpress.dte.documents.fields import Code2, items, text
from facturaxpress.dte.documents.law import Type
from facturaxpress.dte.documents.listed import ListedItem, held_by, listed_line
from facturaxpress.dte.documents.views import AnyDocument, AnyLine
from facturaxpress.dte.hints import Words, hinted
from facturaxpress.dte.holding import type_of
from facturaxpress.dte.lines import set_line_figures
from facturaxpress.dte.listing import SUBTRACTED, Settled, carried_over, settled, subtracts
from facturaxpress.dte.made import MadeDocument, MadeLine, MadeParty
from facturaxpress.dte.making import Maker
from facturaxpress.dte.money import EXACT, ZERO, r8, times
from facturaxpress.dte.parties import document, receptor
from facturaxpress.dte.sale import Sale, SaleExtension, Section, Signed2, Signed8, decimal
from facturaxpress.dte.summary import summarise

COLUMNS = ("ventaNoSuj", "ventaExenta", "ventaGravada", "exportaciones")
STATED = frozenset({"59", "71", "D1", "C8", "D5"})
"""The tributes whose amounts come from the documents, which are not reckoned again."""
_POSITIVE, _NEGATIVE = Decimal(1), Decimal(-1)


class Receptor(listed.Receptor):
    """The mandante."""

    nit: str | None = None
    """How 1.x writes its number."""
    codDomiciliado: int | None = None
    """1 domiciled, 2 not; 1 if absent."""


class Item(ListedItem):
    ventaNoSuj: Signed8 | None = None
    ventaExenta: Signed8 | None = None
    ventaGravada: Signed8 | None = None
    exportaciones: Signed8 | None = None
    tributos: Annotated[list[Code2], items(0, unique=True)] | None = None
    """20 on taxable lines and C3 on exports if absent."""
    ivaItem: Signed8 | None = None
    observaciones: Annotated[str, text(1, 1000)] | None = None


class Tributo(Section):
    codigo: Code2 | None = None
    descripcion: Annotated[str, text(1, 300)] | None = None
    valor: Signed2 | None = None


class Resumen(Section):
    tributos: Annotated[list[Tributo], items(0)] | None = None
    ivaPerci: Signed2 | None = None
    """What the documents perceived of IVA, with their signs; that of those that are held if absent."""
    condicionOperacion: int | None = None
    observaciones: Annotated[str, text(1, 3000)] | None = None
    # Computed; compared when they are sent.
    totalNoSuj: Signed2 | None = None
    totalExenta: Signed2 | None = None
    totalGravada: Signed2 | None = None
    exportacion: Signed2 | None = None
    subTotalVentas: Signed2 | None = None
    montoTotalOperacion: Signed2 | None = None
    total: Signed2 | None = None
    totalLetras: Annotated[str, text(None, 200)] | None = None


class SaleLiquidacion(Sale):
    receptor: Receptor | None = None
    cuerpoDocumento: Annotated[list[Item], items(1, 500)] | None = None
    resumen: Resumen | None = None
    extension: SaleExtension | None = None


def make(maker: Maker) -> MadeDocument:
    sale: SaleLiquidacion = maker.sale
    sent = sale.cuerpoDocumento or []
    lines = [_line(maker, line, index, sent[:index]) for index, line in enumerate(sent)]
    summary = sale.resumen or Resumen()
    if summary.ivaPerci is None:
        summary = msgspec.structs.replace(summary, ivaPerci=_perceived(maker, sent, lines))
    stated = [*(summary.tributos or ()), *_unsaid(maker, sent, lines, summary)]
    summary = msgspec.structs.replace(summary, tributos=stated or None)
    return document(
        maker,
        receptor=_mandante(maker, sale.receptor),
        cuerpoDocumento=lines,
        resumen=summarise(maker, lines, sent, summary),
    )


def _perceived(maker: Maker, sent: Sequence[Item], lines: Sequence[MadeLine]) -> Decimal:
    """What the documents that are held perceived of IVA, with the signs of their lines."""
    result = ZERO
    for line, made in zip(sent, lines, strict=True):
        known = held_by(maker, line)
        if known is not None:
            amount = known[1].resumen.ivaPerci
            result = EXACT.subtract(result, amount) if subtracts(made) else EXACT.add(result, amount)
    return result


def _unsaid(maker: Maker, sent: Sequence[Item], lines: Sequence[MadeLine], summary: Resumen) -> Iterator[Tributo]:
    """The tributes that the sale does not state and all documents that carry them do, with the signs of their lines."""
    known = [held_by(maker, line) for line in sent]
    pairs = [(made, None if one is None else one[1]) for made, one in zip(lines, known, strict=True)]
    said = {entry.codigo for entry in summary.tributos or ()}
    codes = dict.fromkeys(code for made in lines for code in made.tributos or () if code in STATED and code not in said)
    for code in codes:
        amount = carried_over(code, pairs)
        if amount is not None:
            yield Tributo(codigo=code, valor=amount)


def _line(maker: Maker, line: Item, index: int, before: Sequence[Item]) -> MadeLine:
    known = held_by(maker, line)
    amounts = {column: getattr(line, column) for column in COLUMNS}
    codes = line.tributos
    if known is not None and all(amount is None for amount in amounts.values()):
        held, other = known
        own = settled(other, maker.on)
        if own is not None:
            sign = _sign(held, other, listed_before=any(one.numeroDocumento == line.numeroDocumento for one in before))
            amounts |= {column: times(sign, amount) for column, amount in own.columns.items()}
            codes = _carried(own) if codes is None else codes
    if all(amount is None for amount in amounts.values()) and not maker.findings.echoes(f"cuerpoDocumento[{index}]"):
        path = f"cuerpoDocumento[{index}].ventaGravada"
        maker.findings.refuse("required", path, field="ventaGravada", **hinted(_AMOUNTS))
    made = listed_line(
        line,
        index,
        None if known is None else known[1],
        observaciones=line.observaciones,
        **{column: decimal(amount) for column, amount in amounts.items()},
    )
    made.tributos = codes or None
    if codes is None:
        made.tributos = [tributes.IVA] if made.ventaGravada else [tributes.EXPORT] if made.exportaciones else None
    set_line_figures(maker, made, line, index)
    return made


_AMOUNTS: Words = (
    ", ventaExenta, ventaNoSuj o exportaciones, con lo que dice el resumen del documento",
    ", ventaExenta, ventaNoSuj or exportaciones, with what the summary of the document says",
)


def _sign(held: Held, other: AnyDocument, *, listed_before: bool) -> Decimal:
    """What a document adds or takes off, turned round for one that was settled and then invalidated.

    Source: Normativa de cumplimiento 2.0; Manual Funcional 2.0 p. 47.
    """
    tipo = other.identificacion.tipoDte or other.identificacion.tipoEvento
    sign = _NEGATIVE if tipo in SUBTRACTED else _POSITIVE
    settled_before = listed_before or any(type_of(one) == "08" for one in held.affecting)
    return -sign if held.invalidated and settled_before else sign


def _carried(own: Settled) -> list[str] | None:
    return own.tributos if any(own.columns.get(column) for column in ("ventaGravada", "exportaciones")) else None


def _mandante(maker: Maker, sent: Receptor | None) -> MadeParty | None:
    """The receiver; the structure of 1.x has its NIT, whatever number says it in 2.0."""
    made = receptor(maker, sent)
    if made is None or sent is None:
        return made
    if sent.nit is not None and sent.numDocumento is not None:
        maker.findings.refuse("two-names", "receptor.numDocumento", field="numDocumento", other="nit")
    if sent.nit is not None:
        made.tipoDocumento, made.numDocumento = sent.tipoDocumento or NIT, sent.numDocumento or sent.nit
    if made.codDomiciliado is None:
        made.codDomiciliado = DOMICILED
    made.nit = made.numDocumento
    if maker.old:
        maker.findings.name("receptor.nit", "numDocumento")
    if maker.old and made.tipoDocumento not in (None, NIT, DUI):
        maker.unsayable.append("receptor.tipoDocumento")
        maker.findings.poison("receptor.nit")
    return made


def iva_item(line: AnyLine, on: date) -> Decimal:
    """`ivaItem`: the IVA of the taxable sales, with their sign; informative."""
    if tributes.IVA not in (line.tributos or ()):
        return ZERO
    return r8(times(arithmetic.iva_rate(on), line.ventaGravada))


def sub_total(chain: Chain) -> Decimal:
    names = ("totalNoSuj", "totalExenta", "totalGravada", "exportacion")
    return arithmetic.sum_of(*names)(chain)


monto_total = arithmetic.with_tributes("subTotalVentas")


def left(chain: Chain) -> Decimal:
    """What is settled; where more was returned than sold it is below 0."""
    return EXACT.add(chain["montoTotalOperacion"], chain["ivaPerci"])


def total(chain: Chain) -> Decimal:
    return max(ZERO, left(chain))


def _floored_sub_total(chain: Chain) -> Decimal:
    """The earlier texts let these figures stop at 0 (K11)."""
    return max(ZERO, sub_total(chain))


def _floored_monto(chain: Chain) -> Decimal:
    return max(ZERO, monto_total(chain))


def finish_reduction(sale: dict[str, Any], document: Mapping[str, Any]) -> None:
    """The receiver's number as 2.0 writes it, lines of 0, and lines without the tributes that no summary adds up."""
    whose = sale.get("receptor")
    if isinstance(whose, dict) and isinstance(whose.get("nit"), str):
        number = whose.pop("nit").replace("-", "")
        sale["receptor"] = {"tipoDocumento": NIT, "numDocumento": number, **whose}
    summary = document.get("resumen") or {}
    for line in sale["cuerpoDocumento"]:
        if not any(column in line for column in COLUMNS):
            line["ventaGravada"] = ZERO
        if line.get("ventaGravada") and not summary.get("tributos"):
            line["tributos"] = []


TYPE = Type(
    tipo="08",
    sale=SaleLiquidacion,
    make=make,
    figures=(
        *SALES[:3],
        Figure("exportacion", arithmetic.total_of("exportaciones")),
        Figure("subTotalVentas", sub_total, (_floored_sub_total,)),
        Figure("montoTotalOperacion", monto_total, (_floored_monto,)),
        Figure("total", total, (left,)),
    ),
    line_figures=(LineFigure("ivaItem", iva_item, "ventaGravada × 0.13", optional_1x=True),),
    amount=False,
    words="total",
    summed=frozenset({"20", "C3", "59", "71", "D1", "C8", "D5"}),
    stated=STATED,
    informative=False,
    usual=tributes.IVA,
    not_written=frozenset({"tipoDocumento", "numDocumento", "nit"}),
    finish_reduction=finish_reduction,
)
