"""`resumen.tributos` against the lines (CAT-015; Manual Funcional 2.0, PDF pp. 35–40).

More than one reading is accepted for tribute 59: on the price with or without IVA where prices include it, with or
without the share of the global discount, which no source settles (K5). Tributes of section 3 and D5 are any amount
(K6, p. 38), and so are those that a settlement (08) carries over from its documents.
"""

from collections.abc import Sequence
from decimal import Decimal

from facturaxpress.sandbox.messages import RefusalError
from facturaxpress.sandbox.rules import tables
from facturaxpress.sandbox.rules.figures import CENT, ZERO, Line, Page, total
from facturaxpress.sandbox.rules.readings import IVA, WITH_IVA, constant

TOURISM = Decimal("0.05")
PER_UNIT = {"71": Decimal("7.00"), "D1": Decimal("0.20"), "C8": Decimal("0.10")}
"""US dollars a unit of `cantidad`: departure by air, FOVIAL and COTRANS a gallon."""

_EXPORT = "C3"


class Tributes:
    """Checks the summary's tributes and leaves their sum as `T1`.

    `iva_inside`: prices include IVA. `discount`: the global discount that lowers the base of IVA. `carried`: the lines
    are whole documents (08). `optional`: the summary may leave tributes out, which then add nothing.
    """

    def __init__(
        self,
        *,
        iva_inside: bool = False,
        discount: str | None = None,
        carried: bool = False,
        optional: bool = False,
    ) -> None:
        self.iva_inside = iva_inside
        self.discount = discount
        self.carried = carried
        self.optional = optional

    def check(self, page: Page) -> None:
        carried_by: dict[str, list[Line]] = {}
        for line in page.lines:
            for code in line["tributos"] or ():
                carried_by.setdefault(code, []).append(line)
        amounts = {code: self._amounts(page, code, lines) for code, lines in carried_by.items()}
        added = exact = ZERO
        listed = set()
        for place, entry in enumerate(page.sent["tributos"] or (), 1):
            code, value = entry["codigo"], Decimal(entry["valor"])
            listed.add(code)
            readings = amounts.get(code, [ZERO])
            name = f"tributos.{place}.valor"
            settled = page.settle(name, value, [constant(each) for each in readings]) if readings else value
            if code in tables.SECTION_1:
                added, exact = added + value, exact + settled
        for code, readings in amounts.items():
            if code in listed or self.optional:
                continue
            if code == _EXPORT or not readings or min(map(abs, readings)) >= CENT:
                raise RefusalError("005", page.field("tributos"))
        page.as_sent["T1"], page.exact["T1"] = added, exact

    def _amounts(self, page: Page, code: str, lines: Sequence[Line]) -> list[Decimal]:
        """What a tribute that lines carry may amount to, unrounded, one value a reading; none where it is an input."""
        if code == _EXPORT:
            return [ZERO]
        taxed = total(lines, "ventaGravada")
        discount = page.amount(self.discount) if self.discount else ZERO
        if code == "20":
            iva = IVA * (taxed - discount)
            return [iva, max(ZERO, iva)] if self.carried else [iva]
        if self.carried:
            return []
        if code == "59":
            gravada = page.total("ventaGravada")
            bases = [taxed, taxed - (discount * taxed / gravada if gravada else ZERO)]
            if self.iva_inside:
                bases += [base / WITH_IVA for base in bases]
            untaxed = sum((total(lines, name) for name in ("ventaExenta", "ventaNoSuj") if name in lines[0]), ZERO)
            return [TOURISM * (base + untaxed) for base in bases]
        return [PER_UNIT[code] * total(lines, "cantidad")] if code in PER_UNIT else []
