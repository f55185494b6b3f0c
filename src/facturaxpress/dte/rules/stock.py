"""What is left of the products of a document, as others take their part of them."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from facturaxpress.dte.documents.views import AnyLine
from facturaxpress.dte.money import EXACT, ZERO, total
from facturaxpress.dte.texts import shown


class Left(NamedTuple):
    """What is left of a product when one of the lines takes its part."""

    value: Decimal
    quantity: Decimal | None
    """None where the document has the product in other units."""


_Product = tuple[str, str]
"""What tells a product from another, and by which field."""


class Stock:
    """What there is of each product of a document: its value, and its quantity in each unit that it was sold in."""

    def __init__(self, lines: Iterable[AnyLine]) -> None:
        self.known = _known(lines)
        self.value: dict[_Product, Decimal] = defaultdict(Decimal)
        self.quantity: dict[tuple[_Product, int | None], Decimal] = defaultdict(Decimal)
        for line in lines:
            product = self.product(line)
            if product is not None:
                unit = product, line.uniMedida
                self.value[product] = EXACT.add(self.value[product], value_of(line))
                self.quantity[unit] = EXACT.add(self.quantity[unit], Decimal(line.cantidad))

    def product(self, line: AnyLine) -> _Product | None:
        return None if line.noGravado else self.known.get(_product(line))

    def take(self, line: AnyLine) -> Left | None:
        """Takes the part of a line, and says what there was before it."""
        product = self.product(line)
        if product is None:
            return None
        unit, value, quantity = (product, line.uniMedida), self.value[product], None
        self.value[product] = EXACT.subtract(value, value_of(line))
        if unit in self.quantity:
            quantity = self.quantity[unit]
            self.quantity[unit] = EXACT.subtract(quantity, Decimal(line.cantidad))
        return Left(max(ZERO, value), None if quantity is None else max(ZERO, quantity))


def _known(lines: Iterable[AnyLine]) -> dict[_Product, _Product]:
    """The products of a document by what a line may call them: their code, or a description that only one has."""
    found: dict[_Product, _Product] = {}
    shared = set()
    own = set()
    for line in lines:
        if not line.noGravado:
            product, described = _product(line), _described(line)
            own.add(product)
            if found.setdefault(described, product) != product:
                shared.add(described)
    return {name: product for name, product in found.items() if name not in shared} | {one: one for one in own}


def _product(line: AnyLine) -> _Product:
    """What tells one product from another: its code, else its description."""
    return ("codigo", line.codigo) if line.codigo else _described(line)


def _described(line: AnyLine) -> _Product:
    return "descripcion", (line.descripcion or "").casefold().strip()


def name_of(line: AnyLine) -> str:
    """The product, as a text names it."""
    return shown(line.codigo or line.descripcion or "")


def value_of(line: AnyLine) -> Decimal:
    """The amount of a line, in whatever column."""
    return total(getattr(line, field) for field in ("ventaNoSuj", "ventaExenta", "ventaGravada", "compra"))
