"""The summary of a document: figures, tributes, payments, and what was sent of them compared with what they are."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from msgspec import Struct

from facturaxpress.dte import tributes
from facturaxpress.dte.arithmetic import (
    Chain,
    Given,
    Sums,
    every_reading,
    monto_reading,
    perceived,
    sum_lines,
    withheld,
    work_out,
)
from facturaxpress.dte.context import Withholding
from facturaxpress.dte.hints import NOTHING, Words, hinted
from facturaxpress.dte.letters import amount_in_words, folded, read_words
from facturaxpress.dte.lines import COLUMNS
from facturaxpress.dte.made import MadeLine, MadePayment, MadeSummary, MadeSummed
from facturaxpress.dte.making import Maker
from facturaxpress.dte.money import EXACT, LIMIT, TOLERANCE, ZERO, close, r2
from facturaxpress.dte.nodes import spelling
from facturaxpress.dte.readings import Readings
from facturaxpress.dte.rules import parts
from facturaxpress.dte.rules.book import Findings
from facturaxpress.dte.sale import Number, SalePaid, decimal, tidied
from facturaxpress.dte.structures import TYPES
from facturaxpress.dte.texts import money, shown

FLAGS = {"ivaRete": "retieneIva", "ivaPerci": "percibeIva", "reteRenta": "retieneRenta"}
"""Our flag for each amount that is withheld or perceived."""
CASH = "01"
OTHER_FORM = "99"
CREDIT = 2
_CARRIED = frozenset({"cuerpoDocumento.tributos"})
_CODE: Words = (" con un código de CAT-015", " with a code of CAT-015")
_AMOUNT: Words = (" con el monto del tributo", " with the amount of the tribute")
_EACH: Words = (": con varios pagos, cada uno dice su monto", ": with several payments, each states its amount")
_TERM = {"field": "resumen.pagos con plazo y periodo", "field_en": "resumen.pagos with plazo and periodo"}


def summarise(
    maker: Maker,
    items: Sequence[MadeLine],
    lines: Sequence[Struct] | None,
    sent: Struct | None,
    *,
    known: Withholding | None = None,
) -> MadeSummary:
    """The summary of a document: `items` are its lines, `lines` what was sent of them, `sent` what was sent of
    `resumen`. `known` is the issuer's own record of the receiver."""
    return _Summariser(maker, items, lines or (), sent, known or Withholding()).make()


@cache
def _inputs_of(tipo: str) -> tuple[str, ...]:
    """What the input of a type gives of the summary as it stands: all that is neither computed nor a flag."""
    own = TYPES[tipo]
    treated = {figure.name for figure in own.figures} | {*FLAGS.values()} | _TREATED
    return tuple(sorted(own.inputs - treated))


_TREATED = frozenset({"tributos", "pagos", "condicionOperacion", "totalLetras"})
"""What has a treatment of its own."""


class _Summariser:
    def __init__(
        self,
        maker: Maker,
        items: Sequence[MadeLine],
        lines: Sequence[Struct],
        sent: Struct | None,
        known: Withholding,
    ) -> None:
        self.maker = maker
        self.law = maker.law
        self.findings = maker.findings
        self.readings = maker.readings
        self.sent = sent
        self.known = known
        self.items = items
        self.lines = lines
        self.names = [figure.name for figure in maker.type.figures]
        self.sums = sum_lines(items)
        self.made = MadeSummary(**self._inputs())
        self.given = Given(
            summary=self.made,
            retiene=self._flag("ivaRete", known.retieneIva),
            percibe=self._flag("ivaPerci", known.percibeIva),
            renta=self._flag("reteRenta", False),
            tributos=self._stated(),
        )

    def _said(self, field: str) -> Any:
        return None if self.sent is None else getattr(self.sent, field, None)

    def _inputs(self) -> dict[str, Any]:
        """What the sale gives of the summary: all that is neither computed nor a flag."""
        if self.sent is None:
            return {}
        given = ((name, getattr(self.sent, name)) for name in _inputs_of(self.law.tipo))
        return {
            name: tidied(value) if isinstance(value, Decimal | int) else value
            for name, value in given
            if value is not None
        }

    def make(self) -> MadeSummary:
        made, given, findings = self.made, self.given, self.findings
        chain = self._work_out(self.sums, monto_reading(self.law, self.readings), self.readings)
        widest = max((abs(value) for value in (*chain.values.values(), *chain.tributos.values())), default=ZERO)
        if widest >= LIMIT:
            findings.refuse("amount-too-large", "resumen", field="resumen", value=money(widest))
            chain = self._work_out(Sums(), "A", self.readings)
        if not findings.spoilt(parts.SUMMARY):
            for field, asked in (("ivaRete", given.retiene), ("ivaPerci", given.percibe), ("reteRenta", given.renta)):
                if asked and field in chain.values and not chain.values[field]:
                    flag = FLAGS[field]
                    findings.add("withholding-nothing", f"resumen.{flag}", flag=flag, field=field)
        if self.sent is not None and not findings.spoilt(parts.SUMMARY):
            self._compare(chain)
        for name, value in chain.values.items():
            # A credit balance may hold an older one of the customer, so what was sent of it stands.
            older = self._said(name) if name == "saldoFavor" else None
            setattr(made, name, tidied(value if older is None else older))
        listed = [
            MadeSummed(codigo=code, descripcion=tributes.name(code, self.law.regime), valor=tidied(value))
            for code, value in chain.tributos.items()
        ]
        made.tributos = listed or None
        made.totalLetras = amount_in_words(self._due(chain))
        inputs = self.maker.type.inputs
        if "condicionOperacion" in inputs:
            made.condicionOperacion = self._said("condicionOperacion") or 1
            said = self._said("pagos")
            # In 1.x a sale on credit need not say how it will be paid.
            if "pagos" in inputs and not (self.maker.old and said is None and made.condicionOperacion == CREDIT):
                made.pagos = payments(made.condicionOperacion, said, self._due(chain), findings)
        for field, flag in FLAGS.items():
            if field in self.names and not self._said(field):
                findings.name(f"resumen.{field}", flag)
        return made

    def _due(self, chain: Chain) -> Decimal:
        """What the words say. Below 0, which no structure takes, the figure has a fault of its own."""
        return max(ZERO, chain[self.maker.type.words])

    def _work_out(self, sums: Sums, monto: str, readings: Readings) -> Chain:
        return work_out(self.maker.type, self.law, sums, self.given, on=self.maker.on, readings=readings, monto=monto)

    def _flag(self, field: str, recorded: bool) -> bool:
        """Whether tax is withheld or perceived: as the flag says, else as an amount that was sent tells, else as the
        issuer's record of the receiver has it."""
        name = FLAGS[field]
        flag, amount = self._said(name), self._said(field)
        if flag and field not in self.names:
            self.findings.refuse("not-in-type", f"resumen.{name}", flag=name, tipo=self.law.tipo, field=field)
            return False
        if flag is None and amount is None:
            return recorded and field in self.names
        # Up to MH's tolerance, an amount that is sent stands for none, unless it is the right one.
        if amount is not None and close(decimal(amount), ZERO) and amount != self._one_percent(field):
            amount = None
        if flag is False and amount:
            self.findings.refuse(
                "withholding-contradiction", f"resumen.{field}", flag=name, field=field, sent=money(decimal(amount))
            )
        return bool(amount) if flag is None else bool(flag)

    def _one_percent(self, field: str) -> Decimal | None:
        if field == "reteRenta":
            return None
        base = r2(self.sums["ventaGravada"]) - self.made.descuGravada
        return withheld(base, gross=self.law.gross, on=self.maker.on) if field == "ivaRete" else perceived(base)

    def _stated(self) -> dict[str, Decimal]:
        """The amounts of tributes that the sale states and the law does not give; the others are compared later."""
        stated: dict[str, Decimal] = {}
        seen: set[str] = set()
        findings = self.findings
        for index, entry in enumerate(self._said("tributos") or ()):
            path = f"resumen.tributos[{index}]"
            if entry.codigo is None:
                if not findings.echoes(f"{path}.codigo"):
                    findings.refuse("required", f"{path}.codigo", field="codigo", **hinted(_CODE))
                continue
            if entry.codigo in seen:
                findings.refuse("tribute-twice", f"{path}.codigo", tribute=entry.codigo)
            elif entry.codigo not in self.sums.carried:
                # A 0 for a tribute that no line carries says nothing wrong.
                if entry.valor != 0 and not findings.spoilt(_CARRIED):
                    findings.refuse("tribute-not-in-lines", f"{path}.codigo", tribute=entry.codigo)
            elif entry.valor is None:
                if not findings.echoes(f"{path}.valor"):
                    findings.refuse("required", f"{path}.valor", field="valor", **hinted(_AMOUNT))
            else:
                rate = tributes.rate(entry.codigo, self.maker.on)
                if rate is None or rate.base == "diferencia" or entry.codigo in self.maker.type.stated:
                    stated[entry.codigo] = decimal(entry.valor)
            seen.add(entry.codigo)
        return stated

    def _compare(self, chain: Chain) -> None:
        for name, value in chain.values.items():
            sent = self._said(name)
            if sent is None or name == "saldoFavor" or close(decimal(sent), value):
                continue
            if not self._of_2_0(chain, name, decimal(sent)):
                self._differs(name, f"resumen.{name}", decimal(sent), value)
        for index, entry in enumerate(self._said("tributos") or ()):
            summed = chain.tributos.get(entry.codigo or "")
            if summed is not None and entry.valor is not None and not close(decimal(entry.valor), summed):
                self._differs(entry.codigo or "", f"resumen.tributos[{index}].valor", decimal(entry.valor), summed)
        if self._said("totalLetras") is not None:
            self._compare_words(self._said("totalLetras"), self._due(chain))

    def _of_2_0(self, chain: Chain, name: str, sent: Decimal) -> bool:
        """Whether the amount is the one of 2.0, where a structure writes what is paid under the same key.

        It is not, unless what is paid was sent by its own name.
        """
        if self._said("totalPagar") is None or spelling(self.law.document).get("resumen.totalPagar") != name:
            return False
        return close(sent, EXACT.add(chain["subTotal"], chain.added()))

    def _compare_words(self, sent: str, due: Decimal) -> None:
        """MH leaves the wording free; the amount that the words say is the one due, as computed or as sent."""
        total = self._said(self.maker.type.words)
        right = (due, due if total is None else max(ZERO, decimal(total)))
        dollars, cents = read_words(sent)
        if not any(_says(dollars, cents, amount) for amount in right):
            texts = {"sent": f"«{shown(sent, 200)}»", "computed": f"«{amount_in_words(due)}»"}
            self.findings.add("computed", "resumen.totalLetras", field="resumen.totalLetras", **texts, reading="")
        elif folded(sent) not in [folded(amount_in_words(amount)) for amount in (*right, _amount(dollars, cents))]:
            self.findings.add(
                "words-wording",
                "resumen.totalLetras",
                field=self.maker.type.words,
                sent=f"«{shown(sent, 200)}»",
                words=amount_in_words(due),
            )

    def _differs(self, name: str, path: str, sent: Decimal, computed: Decimal) -> None:
        """A figure that was sent is not ours; from the lines as sent, or under another reading, it may be right.

        The other reading of `montoTotalOperacion` changes no amount to pay, and ours is issued. Any other difference is
        a fault, which names the reading that explains it, if one does.
        """
        as_sent = sum_lines(_as_sent(item, line) for item, line in zip(self.items, self.lines, strict=True))
        texts = {"field": path, "sent": money(sent), "computed": money(computed)}

        def follows(monto: str, readings: Readings) -> bool:
            chains = (self._work_out(sums, monto, readings) for sums in (self.sums, as_sent))
            values = (other.tributos.get(name, other.values.get(name)) for other in chains)
            return any(value is not None and close(sent, value) for value in values)

        own = monto_reading(self.law, self.readings)
        if follows(own, self.readings):
            return
        if name == "montoTotalOperacion" and follows("B" if own == "A" else "A", self.readings):
            self.findings.add("other-reading", path, **texts)
            return
        reading = next(
            (readings for monto, readings in every_reading(self.maker.type) if follows(monto, readings)), None
        )
        named = NOTHING if reading is None else self._named(reading)
        self.findings.add("computed", path, **texts, reading=named[0], reading_en=named[1])

    def _named(self, reading: Readings) -> Words:
        """What sets a reading apart from the one in force, as the end of a sentence of advice."""
        changed = [
            name for name in Readings.__struct_fields__ if getattr(reading, name) != getattr(self.readings, name)
        ]
        listed = ", ".join(f"{name}: {getattr(reading, name)}" for name in changed if not name.startswith("monto"))
        return (
            f" La cifra enviada sigue otra lectura de la norma ({listed}), que se elige en la configuración.",
            f" The figure sent follows another reading of the norm ({listed}), which is chosen in the settings.",
        )


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
    condicion: int | None, sent: Sequence[SalePaid] | None, due: Decimal, findings: Findings
) -> list[MadePayment]:
    """`pagos`: one entry for all if absent. Manual Funcional 2.0 p. 52–54."""
    usual = CASH if due else OTHER_FORM
    if sent is None:
        if condicion == CREDIT:
            findings.refuse("credit-term", "resumen.pagos", **_TERM)
        return [MadePayment(codigo=usual, montoPago=tidied(due), referencia=None)]
    result = []
    for index, entry in enumerate(sent):
        amount = entry.montoPago
        if amount is None and len(sent) > 1:
            path = f"resumen.pagos[{index}].montoPago"
            if not findings.echoes(path):
                findings.refuse("required", path, field="montoPago", **hinted(_EACH))
        periodo = getattr(entry, "periodo", None)
        single = len(sent) == 1 and (amount is None or close(decimal(amount), due))
        result.append(
            MadePayment(
                codigo=entry.codigo or usual,
                montoPago=tidied(due if single else amount),
                referencia=entry.referencia,
                plazo=getattr(entry, "plazo", None),
                periodo=None if periodo is None else decimal(periodo),
            )
        )
    return result


def _as_sent(item: MadeLine, line: Any) -> MadeLine:
    """The line with the amounts that were sent, which may differ within the tolerance."""
    changes: dict[str, Number] = {
        field: decimal(getattr(line, field))
        for field in COLUMNS.values()
        if field != "noGravado" and getattr(line, field, None) is not None
    }
    return MadeLine(**{**item.__dict__, **changes}) if changes else item
