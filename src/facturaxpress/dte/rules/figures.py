"""The figures of a complete document against those that its lines give, with MH's tolerance.

Lines are compared with quantity, price and discount; the summary with the lines as sent (Manual Funcional 2.0 p. 57). A
figure is right if it is within 0.01 of what any documented reading gives, either from the lines all the way or from
the figures it is made of as they were sent; so one wrong figure is told once, at its own path.
"""

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property

import msgspec

from facturaxpress.dte import tributes
from facturaxpress.dte.arithmetic import (
    Figures,
    Given,
    Sums,
    every_reading,
    iva_inside,
    line_amount,
    monto_reading,
    perceived,
    sum_lines,
    summarise,
    total_iva,
    withheld,
)
from facturaxpress.dte.documents import Document, Line, lines, summed
from facturaxpress.dte.documents.credito_fiscal.v3 import Resumen as ResumenV3
from facturaxpress.dte.documents.factura.v1 import Item as ItemV1
from facturaxpress.dte.documents.factura.v1 import Resumen as ResumenV1
from facturaxpress.dte.documents.factura.v2 import Item as ItemFactura
from facturaxpress.dte.money import EXACT, TOLERANCE, ZERO, close, r2, r8, times, total
from facturaxpress.dte.readings import Readings
from facturaxpress.dte.rules import parts
from facturaxpress.dte.rules.book import Problem, rule
from facturaxpress.dte.rules.facts import Facts
from facturaxpress.dte.rules.summary import key, perception
from facturaxpress.dte.texts import money


@rule(
    "line-figure",
    message="{field} es {sent} y cantidad × precioUni − montoDescu da {computed}.",
    message_en="{field} is {sent} and cantidad × precioUni − montoDescu gives {computed}.",
    fix="Corrija {field}: admite una diferencia de 0.01.",
    source="Manual Funcional 2.0 p. 48–49 y 56–57",
    made_of=parts.LINE,
    build="off",
)
def line_figure(document: Document, _: Facts) -> Iterator[Problem]:
    for index, item in enumerate(lines(document)):
        computed = _right_amount(item)
        if computed is not None:
            field = _column(item)
            values = {"field": field, "sent": money(_amount(item)), "computed": money(computed)}
            yield f"cuerpoDocumento[{index}].{field}", values


@rule(
    "line-iva",
    message="ivaItem es {sent} y el IVA incluido en ventaGravada es {computed}.",
    message_en="ivaItem is {sent} and the IVA included in ventaGravada is {computed}.",
    fix="Corrija ivaItem: ventaGravada / 1.13 × 0.13; admite una diferencia de 0.01.",
    source="Normativa de cumplimiento 2.0 (ivaItem); Manual Funcional 2.0 p. 56–57",
    types=("01",),
    made_of=parts.IVA,
    build="off",
)
def line_iva(document: Document, facts: Facts) -> Iterator[Problem]:
    for index, item in enumerate(lines(document)):
        if isinstance(item, ItemFactura | ItemV1):
            computed = r8(iva_inside(item.ventaGravada, facts.on))
            # On a line that is not taxable it is 0, without tolerance.
            if not close(item.ivaItem, computed) or (item.ivaItem and not item.ventaGravada):
                values = {"sent": money(item.ivaItem), "computed": money(computed)}
                yield f"cuerpoDocumento[{index}].ivaItem", values


@rule(
    "summary-figure",
    message="{field} es {sent} y el cálculo da {computed}.",
    message_en="{field} is {sent} and the calculation gives {computed}.",
    fix="Corrija {field}: admite una diferencia de 0.01.",
    source="Manual Funcional 2.0 p. 48–50 y 56–57",
    made_of=parts.SUMMARY,
    build="off",
)
def summary_figure(document: Document, facts: Facts) -> Iterator[Problem]:
    expected = Expected(document, facts)
    for name in _FIGURES:
        sent = getattr(document.resumen, name, None)
        if sent is not None and not expected.allows(name, sent):
            field = key(name, facts)
            computed = money(getattr(expected.own, name, expected.totalIva))
            yield f"resumen.{field}", {"field": field, "sent": money(sent), "computed": computed}
    for index, entry in enumerate(summed(document)):
        if not expected.allows_tribute(entry.codigo, entry.valor):
            path = f"resumen.tributos[{index}].valor"
            computed = money(expected.own.tributos[entry.codigo])
            yield path, {"field": f"tributo {entry.codigo}", "sent": money(entry.valor), "computed": computed}


_FIGURES = (
    "totalNoSuj",
    "totalExenta",
    "totalGravada",
    "subTotalVentas",
    "totalDescu",
    "subTotal",
    "ivaPerci",
    "ivaRete",
    "montoTotalOperacion",
    "totalNoGravado",
    "totalPagar",
    "totalIva",
)


class Expected:
    """What the figures of a summary may be."""

    def __init__(self, document: Document, facts: Facts) -> None:
        self.document = document
        self.facts = facts
        summary = self.summary = document.resumen
        self.ivaPerci = perception(document)
        self.reteRenta = summary.reteRenta if isinstance(summary, ResumenV1 | ResumenV3) else ZERO
        self.given = Given(
            descuNoSuj=summary.descuNoSuj,
            descuExenta=summary.descuExenta,
            descuGravada=summary.descuGravada,
            # What is within MH's tolerance of nothing may stand for nothing.
            retiene=summary.ivaRete > TOLERANCE,
            percibe=self.ivaPerci > TOLERANCE,
            reteRenta=self.reteRenta,
            tributos={entry.codigo: entry.valor for entry in summed(document)},
        )
        self.sums = sum_lines(lines(document))
        self.own = self._figures(self.sums, monto_reading(facts.law, facts.readings), facts.readings)
        """What we would have computed."""

    def _figures(self, sums: Sums, monto: str, readings: Readings) -> Figures:
        law = self.facts.law
        return summarise(sums, self.given, gross=law.gross, monto=monto, on=self.facts.on, readings=readings)

    def allows(self, name: str, sent: Decimal) -> bool:
        if name == "totalIva":
            return any(close(sent, value) for value in (self.totalIva, *self._other_iva()))
        if close(sent, getattr(self.own, name)):
            return True
        return any(close(sent, getattr(other, name)) for other in self.others) or any(
            close(sent, value) for value in self._from_sent(name)
        )

    def allows_tribute(self, code: str, sent: Decimal) -> bool:
        """Amounts that have to be given, or may be (section 3), are not judged; nor those of gallons not in gallons."""
        rate = tributes.rate(code, self.facts.on)
        if rate is None or rate.base == "diferencia" or code not in self.own.tributos:
            return True
        if rate.base == "galon" and any(
            code in (item.tributos or ()) and item.uniMedida != tributes.GALLON for item in lines(self.document)
        ):
            return True
        if any(close(sent, figures.tributos[code]) for figures in (self.own, *self.others)):
            return True
        base = EXACT.subtract(self.summary.totalGravada, self.summary.descuGravada)
        return code == tributes.IVA and close(sent, r2(times(rate.value, base)))

    @cached_property
    def others(self) -> list[Figures]:
        """All documented readings; and if a line is wrong, which is told already, its right amount too."""
        bodies = [self.sums]
        right = [_right_amount(item) for item in lines(self.document)]
        if any(amount is not None for amount in right):
            pairs = zip(lines(self.document), right, strict=True)
            bodies.append(sum_lines(_corrected(item, amount) for item, amount in pairs))
        return [self._figures(sums, *reading) for sums in bodies for reading in every_reading(self.facts.law)]

    @cached_property
    def totalIva(self) -> Decimal:  # noqa: N802  # MH's name
        items = lines(self.document)
        ivas = (item.ivaItem for item in items if isinstance(item, ItemFactura | ItemV1))
        return total_iva(ivas, self.summary.descuGravada, self.facts.on)

    def _other_iva(self) -> Iterator[Decimal]:
        """From the rounded total; and from the lines, whatever `ivaItem` says of them."""
        on = self.facts.on
        base = EXACT.subtract(self.summary.totalGravada, self.summary.descuGravada)
        yield r2(iva_inside(base, on))
        yield r2(iva_inside(EXACT.subtract(self.sums.gravada, self.summary.descuGravada), on))

    def _from_sent(self, name: str) -> list[Decimal]:
        """What the figure is if those it is made of are as they were sent."""
        own, facts = self.summary, self.facts
        base = EXACT.subtract(own.totalGravada, own.descuGravada)
        match name:
            case "subTotalVentas":
                return [total((own.totalNoSuj, own.totalExenta, own.totalGravada))]
            case "subTotal":
                discounts = total((own.descuNoSuj, own.descuExenta, own.descuGravada))
                return [EXACT.subtract(own.subTotalVentas, discounts)]
            case "ivaRete" if own.ivaRete:
                return [withheld(base, gross=facts.law.gross, on=facts.on)]
            case "ivaPerci" if self.ivaPerci:
                return [perceived(base)]
            case "montoTotalOperacion":
                return [self._before(), self._net()]
            case "totalPagar":
                due = EXACT.subtract(self._net(), self.reteRenta)
                amounts = (EXACT.add(due, own.totalNoGravado), EXACT.subtract(due, own.totalNoGravado))
                return [max(ZERO, amount) for amount in amounts]
        return []

    def _before(self) -> Decimal:
        own = self.summary
        added = total(entry.valor for entry in summed(self.document) if entry.codigo in tributes.SECTION_1)
        return EXACT.add(own.subTotal, added)

    def _net(self) -> Decimal:
        return EXACT.subtract(EXACT.add(self._before(), self.ivaPerci), self.summary.ivaRete)


def _column(item: Line) -> str:
    return "ventaExenta" if item.ventaExenta else "ventaNoSuj" if item.ventaNoSuj else "ventaGravada"


def _amount(item: Line) -> Decimal:
    return total((item.ventaNoSuj, item.ventaExenta, item.ventaGravada))


def _right_amount(item: Line) -> Decimal | None:
    """The amount that a line should have, if its own is beyond the tolerance."""
    if item.noGravado:
        return None
    computed = line_amount(item.cantidad, item.precioUni, item.montoDescu)
    return None if computed < ZERO or close(_amount(item), computed) else computed


def _corrected(item: Line, amount: Decimal | None) -> Line:
    return item if amount is None else msgspec.structs.replace(item, **{_column(item): amount})
