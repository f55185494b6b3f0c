"""The figures of 01 version 2 and 03 version 4, recomputed from the lines as sent: 020 where one is off by over a cent.

Written from MH's texts on its own, in a few lines, so that it cannot share a mistake with the product it judges. Every
figure is compared with what the figures before it *as sent* give, so that the refusal names the figure that is wrong
and tolerances do not pile up. Where MH's sources allow more than one reading, each of them is accepted:

- `montoTotalOperacion` before retention and perception, or net of them (K1: earlier structures' text / PDF p. 50);
- `noGravado` is added with its own sign, or taken off as the figures of p. 50 do (K2);
- tribute 59: in 01 on the price with or without IVA, in both with or without the share of the global discount (K5);
- tributes of section 3 and D5: any amount (K6, p. 38);
- a line's last decimal, and a cent on the line itself (K9, K10: pp. 56–57);
- totals from the rounded figures above them, or rounded once from the exact ones;
- `saldoFavor`: 0, the remainder below zero, or an older credit on top of it.

Amounts are US dollars. Inputs nobody can recompute (quantities, prices, discounts, `psv`, `porcentajeDescuento`) are
taken as they are.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from facturaxpress.sandbox.messages import RefusalError
from facturaxpress.sandbox.rules import tables

CENT = Decimal("0.01")
ZERO = Decimal(0)
IVA_RATE = Decimal("0.13")
WITH_IVA = Decimal("1.13")
ONE_PERCENT = Decimal("0.01")
TOURISM = Decimal("0.05")
PER_UNIT = {"71": Decimal("7.00"), "D1": Decimal("0.20"), "C8": Decimal("0.10")}
"""US dollars a unit of `cantidad`: departure by air, FOVIAL and COTRANS a gallon."""

COLUMNS = ("ventaNoSuj", "ventaExenta", "ventaGravada")
KINDS = ("NoSuj", "Exenta", "Gravada")

Line = Mapping[str, Any]


def check_figures(tipoDte: str, document: Mapping[str, Any]) -> None:
    """Raise the refusal 020 at the first figure that no reading explains. The document has passed its JSON Schema."""
    lines: Sequence[Line] = document["cuerpoDocumento"]
    for place, line in enumerate(lines, 1):
        _check_line(tipoDte, line, f"cuerpoDocumento.{place}")
    _Summary(tipoDte, lines, document["resumen"]).check()


def cents(amount: Decimal) -> Decimal:
    """Half up at the cent, by magnitude for negatives."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def _settle(field: str, sent: Decimal | int, *readings: Decimal) -> Decimal:
    """The reading, still unrounded, that explains what was sent; the refusal 020 if none does."""
    nearest = min(readings, key=lambda reading: abs(cents(reading) - sent))
    if abs(cents(nearest) - sent) > CENT:
        raise RefusalError("020", field)
    return nearest


def _check_line(tipoDte: str, line: Line, at: str) -> None:
    amounts = {name: line[name] for name in COLUMNS}
    main = max(reversed(COLUMNS), key=lambda name: amounts[name])
    for name, amount in amounts.items():
        if name != main and amount > CENT:
            raise RefusalError("020", f"{at}.{name}")
    outside_the_base = line["noGravado"] != 0 and amounts[main] == 0
    expected = line["cantidad"] * Decimal(line["precioUni"]) - line["montoDescu"]
    if not outside_the_base and abs(amounts[main] - expected) > CENT:
        raise RefusalError("020", f"{at}.{main}")
    if tipoDte == "01" and abs(line["ivaItem"] - line["ventaGravada"] / WITH_IVA * IVA_RATE) > CENT:
        raise RefusalError("020", f"{at}.ivaItem")


class _Summary:
    """One pass over `resumen`, top to bottom."""

    def __init__(self, tipoDte: str, lines: Sequence[Line], resumen: Mapping[str, Any]) -> None:
        self.tipoDte = tipoDte
        self.lines = lines
        self.sent = resumen
        self.includes_iva = tipoDte == "01"
        self.gravada = self._sum("ventaGravada")
        self.taxed_discount: Decimal = Decimal(resumen["descuGravada"])

    def check(self) -> None:
        sent = self.sent
        for kind in KINDS:
            self._figure(f"total{kind}", self._sum(f"venta{kind}"))
        exact_sales = sum((self._sum(name) for name in COLUMNS), ZERO)
        self._figure("subTotalVentas", self._of("totalNoSuj", "totalExenta", "totalGravada"), exact_sales)
        discounts = self._of("descuNoSuj", "descuExenta", "descuGravada")
        for kind in KINDS:
            if sent[f"descu{kind}"] > sent[f"total{kind}"] + CENT:
                raise RefusalError("020", f"resumen.descu{kind}")
        self._figure("totalDescu", self._sum("montoDescu") + discounts)
        tributes, exact_tributes = self._tributes()
        exact_subtotal = exact_sales - discounts
        self._figure("subTotal", sent["subTotalVentas"] - discounts, exact_subtotal)

        withheld_base = self._taxed_net()
        exact_perceived = ZERO
        if self.tipoDte == "03":
            exact_perceived = self._figure("ivaPerci", ZERO, withheld_base * ONE_PERCENT)
        exact_withheld = self._figure("ivaRete", ZERO, withheld_base * ONE_PERCENT)
        before = sent["subTotal"] + tributes
        exact_before = exact_subtotal + exact_tributes
        net = before + sent.get("ivaPerci", 0) - sent["ivaRete"]
        exact_net = exact_before + exact_perceived - exact_withheld
        self._figure("montoTotalOperacion", before, net, exact_before, exact_net)

        exact_outside = self._figure("totalNoGravado", self._sum("noGravado"))
        due = [net + sent["totalNoGravado"], net - sent["totalNoGravado"]]
        exact_due = [exact_net + exact_outside, exact_net - exact_outside]
        self._figure("totalPagar", *(max(ZERO, amount) for amount in due + exact_due))
        if self.tipoDte == "01":
            taken_off = self.taxed_discount / WITH_IVA * IVA_RATE
            exact_iva = self.gravada / WITH_IVA * IVA_RATE - taken_off
            self._figure("totalIva", self._sum("ivaItem") - taken_off, exact_iva)
        self._credit(due)
        payments = sent["pagos"]
        if payments is not None:
            paid = sum((payment["montoPago"] for payment in payments), ZERO)
            if abs(paid - sent["totalPagar"]) > CENT:
                raise RefusalError("020", "resumen.pagos.montoPago")

    def _sum(self, name: str, lines: Iterable[Line] | None = None) -> Decimal:
        return sum((line[name] for line in (self.lines if lines is None else lines)), ZERO)

    def _of(self, *names: str) -> Decimal:
        return sum((self.sent[name] for name in names), ZERO)

    def _figure(self, name: str, *readings: Decimal) -> Decimal:
        return _settle(f"resumen.{name}", self.sent[name], *readings)

    def _taxed_net(self) -> Decimal:
        """Taxable sales less the global discount, without IVA."""
        base = self.gravada - self.taxed_discount
        return base / WITH_IVA if self.includes_iva else base

    def _tributes(self) -> tuple[Decimal, Decimal]:
        """Check `resumen.tributos`; the sum of section 1 as sent, and unrounded."""
        amounts = {code: self._amounts(code) for line in self.lines for code in line["tributos"] or ()}
        total = exact_total = ZERO
        listed = set()
        for place, entry in enumerate(self.sent["tributos"] or (), 1):
            code, value = entry["codigo"], Decimal(entry["valor"])
            listed.add(code)
            readings = amounts.get(code, [ZERO])
            exact = _settle(f"resumen.tributos.{place}.valor", value, *readings) if readings else value
            if code in tables.SECTION_1:
                total, exact_total = total + value, exact_total + exact
        for code, readings in amounts.items():
            if code not in listed and (not readings or min(map(abs, readings)) >= CENT):
                raise RefusalError("005", "resumen.tributos")
        return total, exact_total

    def _amounts(self, code: str) -> list[Decimal]:
        """What a tribute that lines carry may amount to, unrounded, one value a reading; none where it is an input."""
        lines = [line for line in self.lines if code in (line["tributos"] or ())]
        taxed = self._sum("ventaGravada", lines)
        if code == "20":
            return [IVA_RATE * (taxed - self.taxed_discount)]
        if code == "59":
            share = self.taxed_discount * taxed / self.gravada if self.gravada else ZERO
            bases = [taxed, taxed - share]
            if self.includes_iva:
                bases += [base / WITH_IVA for base in bases]
            untaxed = self._sum("ventaExenta", lines) + self._sum("ventaNoSuj", lines)
            return [TOURISM * (base + untaxed) for base in bases]
        return [PER_UNIT[code] * self._sum("cantidad", lines)] if code in PER_UNIT else []

    def _credit(self, due: list[Decimal]) -> None:
        """`saldoFavor` covers what is below zero, by the reading that explains what is to be paid."""
        sent, paid = self.sent["saldoFavor"], self.sent["totalPagar"]
        remainders = [min(ZERO, amount) for amount in due if abs(max(ZERO, amount) - paid) <= CENT]
        if sent != 0 and sent > cents(max(remainders, default=ZERO)) + CENT:
            raise RefusalError("020", "resumen.saldoFavor")
