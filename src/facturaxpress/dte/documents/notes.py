"""What 05 and 06 have alike: they adjust comprobantes de crédito fiscal (03) or comprobantes de retención (07)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Struct

from facturaxpress.dte import arithmetic, tributes
from facturaxpress.dte.arithmetic import SALES, Chain, Figure, LineFigure
from facturaxpress.dte.codes import DUI, NIT, OTHER_UNIT, RETENCION, SERVICES
from facturaxpress.dte.context import Withholding
from facturaxpress.dte.documents.fields import items, text
from facturaxpress.dte.documents.views import AnyLine
from facturaxpress.dte.identity import compact
from facturaxpress.dte.lines import differs, sale_lines
from facturaxpress.dte.listing import RATED, retention_rate
from facturaxpress.dte.made import MadeDocument, MadeLine, MadeParty, MadeRelated, MadeThird
from facturaxpress.dte.making import Maker
from facturaxpress.dte.money import EXACT, ZERO, close, r8, times
from facturaxpress.dte.parties import document, receptor, told
from facturaxpress.dte.readings import Readings
from facturaxpress.dte.sale import (
    Amount2,
    Amount8,
    Sale,
    SaleExtension,
    SaleParty,
    SaleRelacionado,
    SaleTercero,
    SaleTreated,
    SaleTributo,
    Section,
    Signed2,
    Signed8,
    decimal,
)
from facturaxpress.dte.summary import summarise
from facturaxpress.dte.texts import money

COLUMNS = ("ventaNoSuj", "ventaExenta", "ventaGravada")
WITHHELD = {"ivaRete": "retieneIva", "ivaPerci": "percibeIva"}
"""Figures of a line that it may have none of, and the flag of `resumen` for all lines."""


class Receptor(SaleParty):
    """A taxpayer; `nit` says the same as tipoDocumento 36 with numDocumento."""

    nit: Annotated[str, text(1, 20)] | None = None
    nombreComercial: Annotated[str, text(1, 150)] | None = None
    correo: Annotated[str, text(1, 100)] | None = None


class Item(SaleTreated):
    noGravado: Signed8 | None = None
    ivaPerci: Amount8 | None = None
    totalIva: Amount8 | None = None
    ivaRete: Amount8 | None = None


class Resumen(Section):
    descuNoSuj: Amount2 | None = None
    descuExenta: Amount2 | None = None
    descuGravada: Amount2 | None = None
    tributos: Annotated[list[SaleTributo], items(0)] | None = None
    retieneIva: bool | None = None
    """Ours: the receiver had withheld 1 % of IVA."""
    percibeIva: bool | None = None
    """Ours: the issuer had perceived 1 % of IVA."""
    reteRenta: Amount2 | None = None
    """Income tax withheld, which 1.x has; taken off what is paid."""
    condicionOperacion: int | None = None
    observaciones: Annotated[str, text(1, 3000)] | None = None
    codigoRetencionMH: Annotated[str, text(2, 2)] | None = None
    # Computed; compared when they are sent.
    totalNoSuj: Amount2 | None = None
    totalExenta: Amount2 | None = None
    totalGravada: Amount2 | None = None
    subTotalVentas: Amount2 | None = None
    totalDescu: Amount2 | None = None
    subTotal: Amount2 | None = None
    ivaPerci: Amount2 | None = None
    totalIva: Amount2 | None = None
    ivaRete: Amount2 | None = None
    montoTotalOperacion: Amount2 | None = None
    totalNoGravado: Signed2 | None = None
    totalPagar: Amount2 | None = None
    totalLetras: Annotated[str, text(None, 200)] | None = None


class SaleNote(Sale):
    documentoRelacionado: Annotated[list[SaleRelacionado], items(1, 50)] | None = None
    receptor: Receptor | None = None
    ventaTercero: SaleTercero | None = None
    cuerpoDocumento: Annotated[list[Item], items(1, 2000)] | None = None
    resumen: Resumen | None = None
    extension: SaleExtension | None = None


NOT_WRITTEN = frozenset({"tipoDocumento", "numDocumento", "nit"})
"""Of the receiver, whose number the structures of 1.x and 2.0 write otherwise."""


Party = TypeVar("Party", Receptor, SaleTercero)


# The making.


def make(maker: Maker) -> MadeDocument:
    sale: Any = maker.sale
    related = [told(maker, other) for other in sale.documentoRelacionado or ()]
    sent = [_linked(line, related) for line in sale.cuerpoDocumento or ()]
    summary = sale.resumen or Resumen()
    whose = _completed(sale.receptor, _known(maker, related, "receptor", Receptor))
    third = _completed(sale.ventaTercero, _known(maker, related, "ventaTercero", SaleTercero))
    record = maker.record(whose)
    over_retention = any(other.tipoDocumento == RETENCION for other in related)
    # 1.x has no place for what is retained: there a note is one of sales, unless it says otherwise and is refused.
    if over_retention and (summary.codigoRetencionMH is not None or not maker.old):
        lines = _retention_lines(maker, sent, summary.codigoRetencionMH)
    else:
        lines = sale_lines(maker, sent, left_out=lambda line: _none_of(maker, line, summary, record))
        _tell_what_1x_lacks(maker, sent, lines)
    _tell_contradictions(maker, sent, summary)
    known = Withholding(
        retieneIva=any(line.ivaRete for line in lines),
        percibeIva=any(line.ivaPerci for line in lines),
    )
    return document(
        maker,
        documentoRelacionado=[MadeRelated(**_said(other)) for other in related] or None,
        receptor=_receptor(maker, whose),
        ventaTercero=None if third is None else MadeThird(**_said(third)),
        cuerpoDocumento=lines,
        resumen=summarise(maker, lines, sent, sale.resumen, known=known),
    )


def _said(section: Section) -> dict[str, Any]:
    return {name: value for name, value in msgspec.structs.asdict(section).items() if value is not None}


def _linked(line: Item, related: Sequence[SaleRelacionado]) -> Item:
    """The line with the document it adjusts, where there is but one."""
    if line.numeroDocumento is None and len(related) == 1:
        return msgspec.structs.replace(line, numeroDocumento=related[0].numeroDocumento)
    return line


def _known(maker: Maker, related: Sequence[SaleRelacionado], name: str, kind: type[Party]) -> Party | None:
    """A party of the document that is adjusted, which is the note's too, if it is held."""
    for other in related:
        held = maker.context.held.get(other.numeroDocumento or "")
        whose = held.document.get(name) if held is not None else None
        if isinstance(whose, Mapping):
            fields = {field: whose[field] for field in kind.__struct_fields__ if whose.get(field) is not None}
            try:
                return msgspec.convert(fields, kind)
            except msgspec.ValidationError:
                return None
    return None


def _completed(sent: Party | None, known: Party | None) -> Party | None:
    """What is sent of a party without its number is added to what is known: documents of 1.x lack the distrito."""
    if sent is None or known is None or any(getattr(sent, field, None) for field in NOT_WRITTEN):
        return sent or known
    whole: Any = _over(known, sent)
    if isinstance(known, Receptor) and isinstance(sent, Receptor) and known.direccion and sent.direccion:
        whole.direccion = _over(known.direccion, sent.direccion)
    result: Party = whole
    return result


def _over(known: Struct, sent: Struct) -> Any:
    said = {name: value for name, value in msgspec.structs.asdict(sent).items() if value is not None}
    return msgspec.structs.replace(known, **said)


def _none_of(maker: Maker, line: Item, summary: Any, record: Withholding) -> frozenset[str]:
    """What is neither withheld nor perceived on a line.

    As the line says, else the summary's flag or amount, else the document that it adjusts, else the issuer's record of
    the receiver.
    """
    left_out = set()
    for figure, flag in WITHHELD.items():
        own, every, total = getattr(line, figure), getattr(summary, flag), getattr(summary, figure)
        if own is not None:
            applies = bool(own)
        elif every is not None:
            applies = every
        elif total is not None:
            applies = bool(total)
        else:
            adjusted = _adjusted(maker, line.numeroDocumento, figure)
            applies = getattr(record, flag) if adjusted is None else adjusted
        if not applies:
            left_out.add(figure)
    return frozenset(left_out)


def _adjusted(maker: Maker, number: str | None, figure: str) -> bool | None:
    """Whether the document that is adjusted withholds or perceives; None if it is not held."""
    held = maker.context.held.get(number or "")
    summary = held.document.get("resumen") if held is not None else None
    if not isinstance(summary, Mapping):
        return None
    return bool(summary.get(figure) or summary.get(f"{figure}1"))


def _tell_contradictions(maker: Maker, sent: Sequence[Item], summary: Any) -> None:
    """A line with an amount where the flag of all lines says that there is none."""
    for figure, flag in WITHHELD.items():
        for index, line in enumerate(sent):
            amount = getattr(line, figure)
            if amount and getattr(summary, flag) is False:
                values = {"flag": flag, "field": figure, "sent": money(decimal(amount))}
                maker.findings.refuse("withholding-contradiction", f"cuerpoDocumento[{index}].{figure}", **values)


def _tell_what_1x_lacks(maker: Maker, sent: Sequence[Item], lines: Sequence[MadeLine]) -> None:
    """In 1.x the lines say nothing of IVA, so it is withheld and perceived on all that is taxable or on nothing."""
    if not maker.old:
        return
    some = [figure for figure in WITHHELD if any(getattr(item, figure) for item in lines)]
    for index, (line, item) in enumerate(zip(sent, lines, strict=True)):
        if line.totalIva:
            maker.unsayable.append(f"cuerpoDocumento[{index}].totalIva")
        for figure in some:
            due = item.ventaGravada and one_percent(figure)(item, maker.on)
            if due and not getattr(item, figure):
                maker.unsayable.append(f"cuerpoDocumento[{index}].{figure}")


def _retention_lines(maker: Maker, sent: Sequence[Item], code: str | None) -> list[MadeLine]:
    """Lines over a comprobante de retención: the price is the base that is adjusted, and no column has a sale."""
    none: dict[str, Any] = dict.fromkeys((*COLUMNS, *WITHHELD, "totalIva"))
    plain = [
        msgspec.structs.replace(
            line,
            tipoItem=SERVICES if line.tipoItem is None else line.tipoItem,
            cantidad=1 if line.cantidad is None else line.cantidad,
            uniMedida=OTHER_UNIT if line.uniMedida is None else line.uniMedida,
            **none,
        )
        for line in sent
    ]
    lines = sale_lines(maker, plain, left_out=lambda _: frozenset(WITHHELD))
    rate = retention_rate(code, maker.on)
    for index, (item, line) in enumerate(zip(lines, sent, strict=True)):
        base = item.ventaGravada
        item.ventaGravada, item.tributos = ZERO, line.tributos
        item.ivaRete = decimal(line.ivaRete) if rate is None else r8(times(rate, base))
        item.totalIva = r8(times(arithmetic.iva_rate(maker.on), base))
        for figure in (*COLUMNS, "ivaRete", "totalIva"):
            said = getattr(line, figure)
            if said is not None and not close(decimal(said), getattr(item, figure)):
                differs(maker.findings, index, figure, said, getattr(item, figure))
    return lines


def _receptor(maker: Maker, sent: Receptor | None) -> MadeParty | None:
    """The receiver under both ways of writing its number: 1.x has its NIT only."""
    made = receptor(maker, sent)
    if made is None or sent is None:
        return made
    if sent.nit is not None and sent.numDocumento is not None:
        maker.findings.refuse("two-names", "receptor.numDocumento", field="numDocumento", other="nit")
    number = made.numDocumento
    if number is not None and made.tipoDocumento == DUI:
        number = compact(number)
    made.tipoDocumento = sent.tipoDocumento or (NIT if sent.nit is not None else None)
    made.numDocumento = made.nit = number or sent.nit
    if maker.old and made.tipoDocumento not in (None, NIT, DUI):
        maker.unsayable.append("receptor.tipoDocumento")
    return made


def finish_reduction(sale: dict[str, Any], document: Mapping[str, Any]) -> None:
    """The number of the receiver as 2.0 writes it, and what lines say of themselves where they are not all alike."""
    whose = sale.get("receptor")
    if whose is not None and "nit" in whose:
        sale["receptor"] = {"tipoDocumento": NIT, "numDocumento": whose.pop("nit"), **whose}
    whole = document["cuerpoDocumento"]
    summary = sale.setdefault("resumen", {})
    if any(other.get("tipoDocumento") == RETENCION for other in sale.get("documentoRelacionado", ())):
        for flag in WITHHELD.values():
            summary.pop(flag, None)
        for line, item in zip(sale["cuerpoDocumento"], whole, strict=True):
            line.pop("totalIva", None)
            if summary.get("codigoRetencionMH") not in RATED and item.get("ivaRete"):
                line["ivaRete"] = item["ivaRete"]
        return
    for figure, flag in WITHHELD.items():
        if any(item.get(figure) for item in whole):
            # The sum of very small ones is 0.00.
            summary[flag] = True
        for line, item in zip(sale["cuerpoDocumento"], whole, strict=True):
            if summary.get(flag) and item.get("ventaGravada") and item.get(figure) == 0:
                line[figure] = Decimal(0)


# The arithmetic.


def one_percent(field: str) -> Callable[[AnyLine, date], Decimal]:
    """`ivaRete` and `ivaPerci` of a line: 1 % of its taxable sale (Manual Funcional 2.0 p. 51).

    A line without any sale has rules of its own: over a comprobante de retención it says what is adjusted.
    """

    def formula(line: AnyLine, _: date) -> Decimal:
        if line.ventaGravada:
            return r8(times(tributes.RETENTION.value, line.ventaGravada))
        if line.ventaExenta or line.ventaNoSuj or line.noGravado:
            return ZERO
        value: Decimal = getattr(line, field)
        return value

    return formula


def _of_lines(field: str, of_1x: Callable[[Chain], Decimal]) -> Callable[[Chain], Decimal]:
    """r2(Σ) of what the lines say, where they say it: in 2.0."""
    from_lines = arithmetic.total_of(field)
    return lambda chain: of_1x(chain) if chain.law.regime == "1.x" else from_lines(chain)


def _over_retention(chain: Chain) -> bool:
    """Whether the note adjusts a comprobante de retención: there is IVA and no sale."""
    return not chain["subTotalVentas"] and bool(chain["ivaRete"] or chain["totalIva"])


def monto_total(chain: Chain) -> Decimal:
    """`montoTotalOperacion`: before retention and perception in 2.0 (Manual Funcional 2.0 p. 51), what is paid in 1.x.

    Over a comprobante de retención it is 0, or under the other reading (B) the IVA (K8).
    """
    if chain.law.regime == "1.x":
        return total_pagar(chain)
    before = EXACT.add(chain["subTotal"], chain.added())
    return EXACT.add(before, chain["totalIva"]) if chain.monto == "B" and _over_retention(chain) else before


def total_pagar(chain: Chain) -> Decimal:
    """`totalPagar`: sales and tributes, perception added, retention taken off, charges; not below 0.

    K3: the figure printed for 05 on p. 51 forgets the retention. K8: over a comprobante de retención nothing is left to
    pay by the rule; under other readings (B) the IVA less what is retained, or what is retained, is paid.
    """
    net, rete = EXACT.add(EXACT.add(chain["subTotal"], chain.added()), chain["ivaPerci"]), chain["ivaRete"]
    printed = chain.readings.totalPagar05 == "impreso"
    if chain.law.regime == "1.x":
        if not chain["subTotalVentas"]:
            # No rule says what a note without a sale amounts to: what stands there is taken.
            return chain.input("totalPagar")
        rete = EXACT.add(rete, chain["reteRenta"])
    elif chain.monto == "B" and _over_retention(chain):
        net, rete = (rete, ZERO) if printed else (chain["totalIva"], rete)
    elif printed and chain.law.tipo == "05":
        rete = ZERO
    return max(ZERO, arithmetic.with_charges(chain, EXACT.subtract(net, rete)))


FIGURES = (
    *SALES,
    Figure("totalDescu", arithmetic.total_descu),
    Figure("subTotal", arithmetic.sub_total),
    Figure("ivaPerci", _of_lines("ivaPerci", arithmetic.iva_perci)),
    Figure("totalIva", arithmetic.total_of("totalIva")),
    Figure("ivaRete", _of_lines("ivaRete", arithmetic.iva_rete)),
    Figure("totalNoGravado", arithmetic.total_of("noGravado")),
    Figure("montoTotalOperacion", monto_total),
    Figure("totalPagar", total_pagar),
)
LINE_FIGURES = tuple(
    LineFigure(field, one_percent(field), "ventaGravada × 0.01", optional=True) for field in ("ivaPerci", "ivaRete")
)
SUMMED = frozenset({"20", "59", "71", "D1", "C8", "D5"})
READINGS = (
    Readings(noGravado="resta"),
    Readings(totalPagar05="impreso"),
    Readings(totalPagar05="impreso", noGravado="resta"),
    Readings(descuento59="ninguno"),
)
