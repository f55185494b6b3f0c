"""The summary of a document: figures, tributes, payments, and what was sent of them compared with what they are."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import Struct

from facturaxpress.dte import tributes
from facturaxpress.dte.arithmetic import (
    Figures,
    Given,
    Sums,
    every_reading,
    monto_reading,
    perceived,
    sum_lines,
    summarise,
    total_iva,
    withheld,
)
from facturaxpress.dte.context import Withholding
from facturaxpress.dte.documents.credito_fiscal import v4 as credito
from facturaxpress.dte.documents.factura import v2 as factura
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.documents.shared import Pago, TributoResumen
from facturaxpress.dte.letters import amount_in_words, folded, read_words
from facturaxpress.dte.lines import FIELDS
from facturaxpress.dte.money import LIMIT, TOLERANCE, ZERO, close, r2
from facturaxpress.dte.readings import Readings
from facturaxpress.dte.rules import parts
from facturaxpress.dte.rules.book import Findings
from facturaxpress.dte.sale import Number, SaleItem, SalePago, SaleResumen, decimal
from facturaxpress.dte.texts import money, shown

COMPARED = (
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
FLAGS = {"ivaRete": "retieneIva", "ivaPerci": "percibeIva"}
CASH = "01"
OTHER_FORM = "99"
CREDIT = 2
_EMPTY = SaleResumen()
_CARRIED = frozenset({"cuerpoDocumento.tributos"})
_WIDEST = ("subTotalVentas", "totalDescu", "montoTotalOperacion", "totalPagar", "totalNoGravado")

Items = Sequence[factura.Item | credito.Item]


class Summary(Struct):
    """All that a summary is made of."""

    sent: SaleResumen
    given: Given
    figures: Figures
    totalIva: Decimal
    tributos: list[TributoResumen] | None
    condicion: int
    pagos: list[Pago]

    def said(self) -> dict[str, str]:
        """The figures that were not sent, and the flag that was."""
        return {field: flag for field, flag in FLAGS.items() if not getattr(self.sent, field, None)}

    def of_factura(self) -> factura.Resumen:
        values = (*self._head(), *self._middle(), self.totalIva, *self._tail())
        return factura.Resumen(*values)

    def of_credito(self) -> credito.Resumen:
        values = (*self._head(), self.figures.ivaPerci, *self._middle(), *self._tail())
        return credito.Resumen(*values)

    def _head(self) -> tuple[Any, ...]:
        figures, given = self.figures, self.given
        return (
            figures.totalNoSuj,
            figures.totalExenta,
            figures.totalGravada,
            figures.subTotalVentas,
            given.descuNoSuj,
            given.descuExenta,
            given.descuGravada,
            decimal(self.sent.porcentajeDescuento),
            figures.totalDescu,
            self.tributos,
            figures.subTotal,
        )

    def _middle(self) -> tuple[Any, ...]:
        figures = self.figures
        return (
            figures.ivaRete,
            figures.montoTotalOperacion,
            figures.totalNoGravado,
            figures.totalPagar,
            amount_in_words(figures.totalPagar),
        )

    def _tail(self) -> tuple[Any, ...]:
        sent = self.sent
        return (
            self.figures.saldoFavor if sent.saldoFavor is None else decimal(sent.saldoFavor),
            self.condicion,
            self.pagos,
            sent.numPagoElectronico,
            sent.observaciones,
        )


class Summariser:
    """Makes the summary of one sale: `items` are the document's lines, `lines` what was sent of them."""

    def __init__(
        self,
        law: Law,
        readings: Readings,
        findings: Findings,
        *,
        on: date,
        sent: SaleResumen | None,
        known: Withholding,
        items: Items,
        lines: Sequence[SaleItem],
    ) -> None:
        self.law = law
        self.readings = readings
        self.findings = findings
        self.on = on
        self.sent = sent or _EMPTY
        self.known = known
        self.items = items
        self.lines = lines
        self.sums = sum_lines(items)
        self.given = Given(
            descuNoSuj=decimal(self.sent.descuNoSuj),
            descuExenta=decimal(self.sent.descuExenta),
            descuGravada=decimal(self.sent.descuGravada),
            retiene=self._flag("retieneIva", self.sent.retieneIva, "ivaRete", self.sent.ivaRete),
            percibe=self._flag("percibeIva", self.sent.percibeIva, "ivaPerci", getattr(self.sent, "ivaPerci", None)),
            tributos=self._stated(),
        )

    def make(self) -> Summary:
        sent, given, findings = self.sent, self.given, self.findings
        if sent.retieneRenta:
            findings.refuse(
                "not-in-type", "resumen.retieneRenta", flag="retieneRenta", tipo=self.law.tipo, field="reteRenta"
            )
        figures = self._figures(self.sums, monto_reading(self.law, self.readings), self.readings)
        widest = max(*(abs(getattr(figures, name)) for name in _WIDEST), *figures.tributos.values(), ZERO)
        if widest >= LIMIT:
            findings.refuse("amount-too-large", "resumen", field="resumen", value=money(widest))
            figures = self._figures(Sums(), "A", self.readings)
        if not findings.spoilt(parts.SUMMARY):
            for field, flag, asked in (
                ("ivaRete", "retieneIva", given.retiene),
                ("ivaPerci", "percibeIva", given.percibe),
            ):
                if asked and not getattr(figures, field):
                    findings.add("withholding-nothing", f"resumen.{flag}", flag=flag, field=field)
        totalIva = ZERO
        if self.law.gross:
            ivas = (item.ivaItem for item in self.items if isinstance(item, factura.Item))
            totalIva = total_iva(ivas, given.descuGravada, self.on)
        if sent is not _EMPTY and not findings.spoilt(parts.SUMMARY):
            self._compare(figures, totalIva)
        listed = [TributoResumen(code, tributes.name(code, self.law.regime), v) for code, v in figures.tributos.items()]
        condicion, pagos = payments(sent.condicionOperacion, sent.pagos, figures.totalPagar, findings)
        return Summary(sent, given, figures, totalIva, listed or None, condicion, pagos)

    def _figures(self, sums: Sums, monto: str, readings: Readings) -> Figures:
        return summarise(sums, self.given, gross=self.law.gross, monto=monto, on=self.on, readings=readings)

    def _flag(self, name: str, flag: bool | None, field: str, amount: Number | None) -> bool:
        """Whether tax is withheld or perceived: as the flag says, else as an amount that was sent tells, else as the
        issuer's record of the receptor has it."""
        if flag is None and amount is None:
            if name == "retieneIva":
                return self.known.retieneIva
            return self.known.percibeIva and self.law.tipo != "01"
        if flag and name == "percibeIva" and self.law.tipo == "01":
            self.findings.refuse("not-in-type", f"resumen.{name}", flag=name, tipo=self.law.tipo, field=field)
            return False
        # Up to MH's tolerance, an amount that is sent stands for none, unless it is the right one.
        if amount is not None and close(decimal(amount), ZERO) and amount != self._one_percent(field):
            amount = None
        if flag is False and amount:
            self.findings.refuse(
                "withholding-contradiction", f"resumen.{field}", flag=name, field=field, sent=money(decimal(amount))
            )
        return bool(amount) if flag is None else flag

    def _one_percent(self, field: str) -> Decimal:
        base = r2(self.sums.gravada) - decimal(self.sent.descuGravada)
        return withheld(base, gross=self.law.gross, on=self.on) if field == "ivaRete" else perceived(base)

    def _stated(self) -> dict[str, Decimal]:
        """The amounts of tributes that the sale states and the law does not give; the others are compared later."""
        stated: dict[str, Decimal] = {}
        seen: set[str] = set()
        findings = self.findings
        for index, entry in enumerate(self.sent.tributos or ()):
            path = f"resumen.tributos[{index}]"
            if entry.codigo is None:
                if not findings.echoes(f"{path}.codigo"):
                    findings.refuse("required", f"{path}.codigo", field="codigo", hint=" con un código de CAT-015")
                continue
            if entry.codigo in seen:
                findings.refuse("tribute-twice", f"{path}.codigo", tribute=entry.codigo)
            elif entry.codigo not in self.sums.carried:
                # A 0 for a tribute that no line carries says nothing wrong.
                if entry.valor != 0 and not findings.spoilt(_CARRIED):
                    findings.refuse("tribute-not-in-lines", f"{path}.codigo", tribute=entry.codigo)
            elif entry.valor is None:
                if not findings.echoes(f"{path}.valor"):
                    findings.refuse("required", f"{path}.valor", field="valor", hint=" con el monto del tributo")
            else:
                rate = tributes.rate(entry.codigo, self.on)
                if rate is None or rate.base == "diferencia":
                    stated[entry.codigo] = decimal(entry.valor)
            seen.add(entry.codigo)
        return stated

    def _compare(self, figures: Figures, totalIva: Decimal) -> None:
        computed: dict[str, Decimal] = {**msgspec.structs.asdict(figures), "totalIva": totalIva}
        for name in COMPARED:
            sent = getattr(self.sent, name, None)
            if sent is not None and not close(decimal(sent), computed[name]):
                self._differs(name, f"resumen.{name}", decimal(sent), computed[name])
        for index, entry in enumerate(self.sent.tributos or ()):
            value = figures.tributos.get(entry.codigo or "")
            if value is not None and entry.valor is not None and not close(decimal(entry.valor), value):
                self._differs(entry.codigo or "", f"resumen.tributos[{index}].valor", decimal(entry.valor), value)
        if self.sent.totalLetras is not None:
            self._compare_words(self.sent.totalLetras, figures.totalPagar)

    def _compare_words(self, sent: str, due: Decimal) -> None:
        """MH leaves the wording free; the amount that the words say is the total to pay, as computed or as sent."""
        right = (due, due if self.sent.totalPagar is None else decimal(self.sent.totalPagar))
        dollars, cents = read_words(sent)
        if not any(_says(dollars, cents, amount) for amount in right):
            texts = {"sent": f"«{shown(sent, 200)}»", "computed": f"«{amount_in_words(due)}»"}
            self.findings.add("computed", "resumen.totalLetras", field="resumen.totalLetras", **texts, reading="")
        elif folded(sent) not in [folded(amount_in_words(amount)) for amount in (*right, _amount(dollars, cents))]:
            self.findings.add(
                "words-wording", "resumen.totalLetras", sent=f"«{shown(sent, 200)}»", words=amount_in_words(due)
            )

    def _differs(self, name: str, path: str, sent: Decimal, computed: Decimal) -> None:
        """A figure that was sent is not ours; from the lines as sent, or under another reading, it may be right.

        The other reading of `montoTotalOperacion` changes no amount to pay, and ours is issued. Any other difference is
        a fault, which names the reading that explains it, if one does.
        """
        as_sent = sum_lines(_as_sent(item, line) for item, line in zip(self.items, self.lines, strict=True))
        texts = {"field": path, "sent": money(sent), "computed": money(computed)}

        def follows(monto: str, readings: Readings) -> bool:
            figures = (self._figures(sums, monto, readings) for sums in (self.sums, as_sent))
            values = (other.tributos.get(name, getattr(other, name, None)) for other in figures)
            return any(value is not None and close(sent, value) for value in values)

        own = monto_reading(self.law, self.readings)
        if follows(own, self.readings):
            return
        if name == "montoTotalOperacion" and follows("B" if own == "A" else "A", self.readings):
            self.findings.add("other-reading", path, **texts)
            return
        reading = next((readings for monto, readings in every_reading(self.law) if follows(monto, readings)), None)
        self.findings.add("computed", path, **texts, reading="" if reading is None else self._named(reading))

    def _named(self, reading: Readings) -> str:
        """What sets a reading apart from the one in force, as the end of a sentence of advice."""
        names = ("noGravado", "base59", "descuento59")
        changed = [name for name in names if getattr(reading, name) != getattr(self.readings, name)]
        listed = ", ".join(f"{name}: {getattr(reading, name)}" for name in changed)
        return f" La cifra enviada sigue otra lectura de la norma ({listed}), que se elige en la configuración."


def _amount(dollars: int | None, cents: int | None) -> Decimal:
    return Decimal(dollars or 0) + Decimal(cents or 0) / 100


def _says(dollars: int | None, cents: int | None, amount: Decimal) -> bool:
    """Whether what could be read of an amount in words is that amount, with MH's tolerance."""
    if dollars is not None and cents is not None:
        return close(_amount(dollars, cents), amount)
    near = [amount + step for step in (ZERO, TOLERANCE, -TOLERANCE)]
    if dollars is not None:
        return any(int(one) == dollars for one in near)
    return cents is None or any(int(one * 100) % 100 == cents for one in near)


def payments(
    condicion: int | None, sent: Sequence[SalePago] | None, totalPagar: Decimal, findings: Findings
) -> tuple[int, list[Pago]]:
    """`condicionOperacion` (1 if absent) and `pagos` (one entry for all if absent). Manual Funcional 2.0 p. 52–54."""
    usual = CASH if totalPagar else OTHER_FORM
    if sent is None:
        if condicion == CREDIT:
            findings.refuse("credit-term", "resumen.pagos", field="resumen.pagos con plazo y periodo")
        return condicion or 1, [Pago(usual, totalPagar, None, None, None)]
    result = []
    for index, entry in enumerate(sent):
        amount = entry.montoPago
        if amount is None and len(sent) > 1:
            path = f"resumen.pagos[{index}].montoPago"
            if not findings.echoes(path):
                findings.refuse("required", path, field="montoPago", hint=": con varios pagos, cada uno dice su monto")
        single = len(sent) == 1 and (amount is None or close(decimal(amount), totalPagar))
        result.append(
            Pago(
                entry.codigo or usual,
                totalPagar if single else decimal(amount),
                entry.referencia,
                entry.plazo,
                None if entry.periodo is None else decimal(entry.periodo),
            )
        )
    return condicion or 1, result


def _as_sent(item: factura.Item | credito.Item, line: SaleItem) -> factura.Item | credito.Item:
    """The line with the amounts that were sent, which may differ within the tolerance."""
    changes = {
        field: decimal(getattr(line, field))
        for field in FIELDS.values()
        if field != "noGravado" and getattr(line, field) is not None
    }
    return msgspec.structs.replace(item, **changes) if changes else item
