"""The figures of a complete document against those that its lines give, with MH's tolerance.

Lines are compared with quantity, price and discount; the summary with the lines as sent (Manual Funcional 2.0 p. 57). A
figure is right if it is within 0.01 of what any documented reading gives, either from the lines all the way or from
the figures it is made of as they were sent; so one wrong figure is told once, at its own path.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any, cast

import msgspec

from facturaxpress.dte import tributes
from facturaxpress.dte.arithmetic import (
    Chain,
    Figure,
    Given,
    Sums,
    every_reading,
    iva_inside,
    line_amount,
    monto_reading,
    sum_lines,
    taxed,
    work_out,
)
from facturaxpress.dte.codes import GALLON
from facturaxpress.dte.documents.views import AnyDocument, AnyLine, AnySummary, has
from facturaxpress.dte.money import TOLERANCE, ZERO, close, r2, times, total
from facturaxpress.dte.readings import Readings
from facturaxpress.dte.rules import parts
from facturaxpress.dte.rules.book import EVERY, SALES, Problem, rule
from facturaxpress.dte.rules.facts import Facts
from facturaxpress.dte.rules.notes import over_retention
from facturaxpress.dte.texts import money

COLUMNS = ("ventaExenta", "ventaNoSuj", "ventaGravada", "compra")


@rule(
    "line-figure",
    message="{field} es {sent} y cantidad × precioUni − montoDescu da {computed}.",
    message_en="{field} is {sent} and cantidad × precioUni − montoDescu gives {computed}.",
    fix="Corrija {field}: admite una diferencia de 0.01.",
    fix_en="Correct {field}: a difference of 0.01 is allowed.",
    types=(*SALES, "17"),
    source="Manual Funcional 2.0 p. 48–49 y 56–57",
    made_of=parts.LINE,
    build="off",
)
def line_figure(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    if over_retention(document):
        return
    for index, item in enumerate(document.cuerpoDocumento):
        computed = _right_amount(item, facts)
        if computed is not None:
            field = _column(item)
            values = {"field": field, "sent": money(_amount(item)), "computed": money(computed)}
            yield f"cuerpoDocumento[{index}].{field}", values


@rule(
    "line-part",
    message="{field} es {sent} y {formula} da {computed}.",
    message_en="{field} is {sent} and {formula} gives {computed}.",
    fix="Corrija {field}: {formula}; admite una diferencia de 0.01.",
    fix_en="Correct {field}: {formula}; it may differ by 0.01.",
    types=("01", "05", "06", "07", "08", "15", "18"),
    source="Normativa de cumplimiento 2.0; Manual Funcional 2.0 p. 56–57",
    made_of=parts.IVA,
    build="off",
)
def line_part(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    lines = document.cuerpoDocumento
    for figure in facts.type.line_figures:
        if not lines or not has(lines[0], figure.name):
            continue
        may_be_0 = figure.may_be_0(facts.law)
        for index, item in enumerate(lines):
            sent: Decimal = getattr(item, figure.name)
            if not sent and may_be_0:
                continue
            computed = figure.formula(item, facts.on)
            if sent == computed:
                continue
            # Where there is nothing to reckon it from, it is 0, without tolerance.
            if not close(sent, computed) or (sent and not computed):
                values = {"sent": money(sent), "computed": money(computed), "formula": figure.text}
                yield f"cuerpoDocumento[{index}].{figure.name}", {"field": figure.name, **values}


@rule(
    "summary-figure",
    message="{field} es {sent} y el cálculo da {computed}.",
    message_en="{field} is {sent} and the calculation gives {computed}.",
    fix="Corrija {field}: admite una diferencia de 0.01.",
    fix_en="Correct {field}: a difference of 0.01 is allowed.",
    types=EVERY,
    source="Manual Funcional 2.0 p. 48–50 y 56–57",
    made_of=parts.SUMMARY,
    build="off",
)
def summary_figure(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    summary = document.resumen
    expected = Expected(document, facts)
    for figure in facts.type.figures:
        name = figure.name
        # What is credited may hold an older balance of the customer, and has rules of its own.
        if name == "saldoFavor" or not has(summary, name):
            continue
        sent = getattr(summary, name)
        if not expected.allows(name, ZERO if sent is None else sent):
            values = {"sent": money(sent or ZERO), "computed": money(expected.own[name])}
            yield f"resumen.{name}", {"field": name, **values}
    off = expected.not_added_up()
    for index, entry in enumerate(summary.tributos or ()):
        if index == off or not expected.allows_tribute(entry.codigo, entry.valor):
            path = f"resumen.tributos[{index}].valor"
            computed = money(expected.own.tributos[entry.codigo])
            yield path, {"field": f"tributo {entry.codigo}", "sent": money(entry.valor), "computed": computed}


class Expected:
    """What the figures of a summary may be."""

    def __init__(self, document: AnyDocument, facts: Facts) -> None:
        self.document = document
        self.facts = facts
        summary = self.summary = document.resumen
        self.given = Given(
            summary=summary,
            # What is within MH's tolerance of nothing may stand for nothing.
            retiene=summary.ivaRete > TOLERANCE,
            percibe=summary.ivaPerci > TOLERANCE,
            renta=(summary.reteRenta or ZERO) > TOLERANCE,
            tributos={entry.codigo: entry.valor for entry in summary.tributos or ()},
        )
        self.sums = sum_lines(document.cuerpoDocumento)
        self.own = self._work_out(self.sums, monto_reading(facts.law, facts.readings), facts.readings)
        """What we would have computed."""

    def _work_out(self, sums: Sums, monto: str, readings: Readings) -> Chain:
        facts = self.facts
        return work_out(facts.type, facts.law, sums, self.given, on=facts.on, readings=readings, monto=monto)

    def allows(self, name: str, sent: Decimal) -> bool:
        if close(sent, self.own[name]):
            return True
        return any(close(sent, other[name]) for other in self.others) or any(
            close(sent, value) for value in self._from_sent(name)
        )

    def allows_tribute(self, code: str, sent: Decimal) -> bool:
        """Amounts that have to be given, or may be (section 3), are not judged; nor those of gallons not in gallons."""
        rate = tributes.rate(code, self.facts.on)
        if code in self.facts.type.stated:
            return True
        if code not in self.own.tributos or (code != tributes.EXPORT and (rate is None or rate.base == "diferencia")):
            return True
        if (
            rate is not None
            and rate.base == "galon"
            and any(
                code in (item.tributos or ()) and item.uniMedida != GALLON for item in self.document.cuerpoDocumento
            )
        ):
            return True
        # A settlement of more returned than sold may stop at 0 (K11).
        for chain in self._chains():
            value = chain.tributos[code]
            if close(sent, value) or close(sent, max(ZERO, value)):
                return True
        return rate is not None and code == tributes.IVA and close(sent, r2(times(rate.value, taxed(self.as_sent))))

    def not_added_up(self) -> int | None:
        """The tribute that is furthest from ours, where the total is right and does not hold them as they were sent."""
        name, entries = "montoTotalOperacion", self.summary.tributos or ()
        if not entries or not has(self.summary, name):
            return None
        sent = getattr(self.summary, name)
        if not self.allows(name, sent) or any(close(sent, value) for value in self._from_sent(name)):
            return None
        own = self.own.tributos
        apart = [abs(entry.valor - own.get(entry.codigo, entry.valor)) for entry in entries]
        return apart.index(max(apart)) if any(apart) else None

    def _chains(self) -> Iterator[Chain]:
        """Ours, and only if that is not it, the others."""
        yield self.own
        yield from self.others

    @cached_property
    def others(self) -> list[Chain]:
        """All documented readings; and if a line is wrong, which is told already, its right amount too."""
        bodies = [self.sums]
        items = self.document.cuerpoDocumento
        right: list[Decimal | None] = [None] * len(items)
        if not over_retention(self.document):
            right = [_right_amount(item, self.facts) for item in items]
        if any(amount is not None for amount in right):
            bodies.append(sum_lines(_corrected(item, amount) for item, amount in zip(items, right, strict=True)))
        if self.facts.type.line_figures:
            bodies.append(sum_lines(_worked_out(item, self.facts) for item in items))
            bodies.append(sum_lines(_worked_out(item, self.facts, absent=True) for item in items))
        return [self._work_out(sums, *reading) for sums in bodies for reading in every_reading(self.facts.type)]

    @cached_property
    def as_sent(self) -> Chain:
        """The figures as they were sent, for the formulas that are worked out on them."""
        chain = self._work_out(Sums(carried={}), "A", self.facts.readings)
        chain.sums = self.sums
        chain.values = _Sent(self.summary, chain, self.facts.type.figures)
        chain.tributos = self.given.tributos
        return chain

    def _from_sent(self, name: str) -> Iterator[Decimal]:
        """What the figure is if those it is made of are as they were sent."""
        figure = next(figure for figure in self.facts.type.figures if figure.name == name)
        chain = self.as_sent
        for chain.monto, chain.readings in every_reading(self.facts.type):
            for formula in (figure.formula, *figure.others):
                yield formula(chain)
        if name == "totalIva" and has(self.summary, "descuGravada"):
            # From the rounded total.
            yield r2(iva_inside(taxed(chain), self.facts.on))


class _Sent(dict[str, Decimal]):
    """The figures of a summary by their names, read where they stand; one that the structure lacks is worked out."""

    def __init__(self, summary: AnySummary, chain: Chain, figures: Iterable[Figure]) -> None:
        super().__init__()
        self._summary = summary
        self._chain = chain
        self._lacking = {figure.name: figure for figure in figures if not has(summary, figure.name)}

    # Chains ask for names of figures and amounts only, not for all that the overloads of dict.get allow.
    def get(self, name: str, default: Decimal | None = None) -> Decimal | None:  # type: ignore[override]
        if name in self._lacking:
            return self._lacking[name].formula(self._chain)
        value: Decimal | None = getattr(self._summary, name, default)
        return value


def _column(item: AnyLine) -> str:
    usual = "ventaGravada" if has(item, "ventaGravada") else "compra"
    return next((field for field in COLUMNS if getattr(item, field)), usual)


def _amount(item: AnyLine) -> Decimal:
    return total((item.ventaNoSuj, item.ventaExenta, item.ventaGravada, item.compra))


def _right_amount(item: AnyLine, facts: Facts) -> Decimal | None:
    """The amount that a line should have, if its own is beyond the tolerance."""
    if item.noGravado or not facts.type.amount:
        return None
    computed = line_amount(item.cantidad, item.precioUni, item.montoDescu)
    if computed == item.ventaGravada and computed:
        # As nearly all are; another column beside it has its own rule.
        return None
    return None if computed < ZERO or close(_amount(item), computed) else computed


def _corrected(item: AnyLine, amount: Decimal | None) -> AnyLine:
    return item if amount is None else _with(item, {_column(item): amount})


def _worked_out(item: AnyLine, facts: Facts, *, absent: bool = False) -> AnyLine:
    """The line with the figures beside its amount as they should be; `absent` takes out wrong ones that may be 0."""
    changes = {}
    for figure in facts.type.line_figures:
        if has(item, figure.name):
            sent, computed = getattr(item, figure.name), figure.formula(item, facts.on)
            if not figure.may_be_0(facts.law):
                changes[figure.name] = computed
            elif sent:
                changes[figure.name] = ZERO if absent and not close(sent, computed) else computed
    return _with(item, changes)


def _with(item: AnyLine, changes: Mapping[str, Decimal]) -> AnyLine:
    # A view is no Struct; every line that has it is.
    changed: AnyLine = msgspec.structs.replace(cast(Any, item), **changes)
    return changed
