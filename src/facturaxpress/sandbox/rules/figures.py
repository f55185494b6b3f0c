"""The arithmetic core: figures recomputed from the lines as sent, and the refusal 020 where one is off by over a cent.

Written from MH's texts on its own, so that it cannot share a mistake with the product it judges. What each figure must
hold stands in `arithmetic`; here is how it is compared:

- a figure is what the figures before it *as sent* give, so that the refusal names the one that is wrong and tolerances
  do not pile up; or what the exact amounts give when rounded once at the end (Manual Funcional 2.0, PDF pp. 56–57);
- where MH's sources allow several readings, the nearest counts, and figures that build on it go by the same;
- a cent off is accepted, on lines too (p. 57).

Amounts are US dollars. Inputs nobody can recompute (quantities, prices, discounts, `psv`, `porcentajeDescuento`) are
taken as they are; a null is 0.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Protocol

from facturaxpress.sandbox.messages import RefusalError

CENT = Decimal("0.01")
ZERO = Decimal(0)

Line = Mapping[str, Any]


def cents(amount: Decimal) -> Decimal:
    """Half up at the cent, by magnitude for negatives."""
    return amount.quantize(CENT, ROUND_HALF_UP)


class Values:
    """The figures of a page by name, as one way of reckoning sees them.

    `Σcolumn` is the sum of a column over the lines, `T1` that of the tributes that are added; `stated` is the figure
    being judged, as sent.
    """

    def __init__(self, page: "Page", reckoned: dict[str, Decimal]) -> None:
        self._page = page
        self._reckoned = reckoned

    def __getitem__(self, name: str) -> Decimal:
        if name in self._reckoned:
            return self._reckoned[name]
        return self._page.total(name[1:]) if name[0] == "Σ" else self._page.amount(name)

    def text(self, name: str) -> Any:
        """A member that is no amount."""
        return self._page.sent[name]

    @property
    def stated(self) -> Decimal:
        return self._page.stated

    @property
    def lines(self) -> Sequence[Line]:
        return self._page.lines


Reading = Callable[[Values], Decimal]
"""One documented way to reckon a figure."""


@dataclass
class Page:
    """A part of a document that holds figures: `resumen`, one line, or the body of 09.

    `names` says what this version calls a figure that goes by another name in 2.0; `whole` is false for lines, whose
    amounts have eight decimals; `late` says whether figures may be rounded once at the end.
    """

    at: str
    sent: Mapping[str, Any]
    lines: Sequence[Line] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    whole: bool = True
    late: bool = True
    stated: Decimal = ZERO

    def __post_init__(self) -> None:
        self.as_sent: dict[str, Decimal] = {}
        self.exact: dict[str, Decimal] = {}
        sent = Values(self, self.as_sent)
        self._views = (sent, Values(self, self.exact)) if self.late else (sent,)
        self._totals: dict[str, Decimal] = {}

    def field(self, name: str) -> str:
        """The name a refusal gives to a figure."""
        return f"{self.at}.{self.names.get(name, name)}"

    def amount(self, name: str) -> Decimal:
        """A figure as sent."""
        value = self.sent[self.names.get(name, name)]
        return ZERO if value is None else Decimal(value)

    def total(self, column: str) -> Decimal:
        """The sum of a column over all lines, not rounded."""
        if column not in self._totals:
            self._totals[column] = total(self.lines, column)
        return self._totals[column]

    def settle(self, name: str, sent: Decimal, readings: Iterable[Reading]) -> Decimal:
        """The exact amount by the reading nearest to what was sent; the refusal 020 if none comes near."""
        self.stated = sent
        candidates = [(reading, reading(view)) for reading in readings for view in self._views]
        nearest, amount = min(candidates, key=lambda candidate: self._off(candidate[1], sent))
        if self._off(amount, sent) > CENT:
            raise RefusalError("020", self.field(name))
        return nearest(self._views[-1])

    def read(self, readings: Iterable[Reading]) -> list[Decimal]:
        """What each reading gives from the figures as sent."""
        return [reading(self._views[0]) for reading in readings]

    def _off(self, amount: Decimal, sent: Decimal) -> Decimal:
        return abs((cents(amount) if self.whole else amount) - sent)


def total(lines: Iterable[Line], column: str) -> Decimal:
    """The sum of a column over `lines`, not rounded."""
    return sum((line[column] for line in lines), ZERO)


class Step(Protocol):
    """One check of a page; the steps of a sheet go from top to bottom."""

    def check(self, page: Page) -> None: ...


class Figure:
    """A computed field with its readings."""

    def __init__(self, name: str, *readings: Reading) -> None:
        self.name = name
        self.readings = readings

    def check(self, page: Page) -> None:
        page.exact[self.name] = page.settle(self.name, page.amount(self.name), self.readings)


class AtMost:
    """A discount that cannot exceed what it is taken from."""

    def __init__(self, name: str, limit: str) -> None:
        self.name = name
        self.limit = limit

    def check(self, page: Page) -> None:
        if page.amount(self.name) > page.amount(self.limit) + CENT:
            raise RefusalError("020", page.field(self.name))


class Credit:
    """`saldoFavor`: 0, what is below zero by the reading that explains `totalPagar`, or an older credit on top."""

    def __init__(self, *due: Reading) -> None:
        self.due = due

    def check(self, page: Page) -> None:
        sent, paid = page.amount("saldoFavor"), page.amount("totalPagar")
        remainders = [min(ZERO, due) for due in page.read(self.due) if abs(max(ZERO, due) - paid) <= CENT]
        if sent != 0 and sent > cents(max(remainders, default=ZERO)) + CENT:
            raise RefusalError("020", page.field("saldoFavor"))


class Payments:
    """The parts of the payment add up to one of the readings; a document without payments is not asked for them."""

    def __init__(self, *readings: Reading) -> None:
        self.readings = readings

    def check(self, page: Page) -> None:
        payments = page.sent["pagos"]
        if payments is not None:
            page.settle("pagos.montoPago", total(payments, "montoPago"), self.readings)


@dataclass(frozen=True)
class Sheet:
    """What the figures of a structure must hold.

    `columns`: the columns of which a line fills one with `cantidad` × `price` − `less`; `empty` lets a line leave all
    of them at 0. `line` and `summary`: the further figures of each line and of the part `part`, `late` as in Page.
    `over`: the sheet to take instead when the related documents are of a certain tipo.
    """

    summary: Sequence[Step]
    columns: Sequence[str] = ()
    price: str = "precioUni"
    less: str | None = "montoDescu"
    empty: bool = False
    line: Sequence[Step] = ()
    part: str = "resumen"
    late: bool = True
    names: Mapping[str, str] = field(default_factory=dict)
    over: "Mapping[str, Sheet]" = field(default_factory=dict)

    def check(self, document: Mapping[str, Any]) -> None:
        """Raise the refusal 020 at the first figure that no reading explains."""
        body = document["cuerpoDocumento"]
        lines: Sequence[Line] = body if isinstance(body, list) else ()
        for place, line in enumerate(lines, 1):
            at = f"cuerpoDocumento.{place}"
            if self.columns:
                self._columns(line, at)
            if self.line:
                page = Page(at, line, names=self.names, whole=False, late=False)
                for step in self.line:
                    step.check(page)
        page = Page(self.part, document[self.part], lines, self.names, late=self.late)
        for step in self.summary:
            step.check(page)

    def _columns(self, line: Line, at: str) -> None:
        amounts = {name: line[name] for name in self.columns}
        main = max(reversed(self.columns), key=lambda name: amounts[name])
        for name, amount in amounts.items():
            if name != main and amount > CENT:
                raise RefusalError("020", f"{at}.{name}")
        if amounts[main] == 0 and (self.empty or line.get("noGravado", 0) != 0):
            return
        expected = line["cantidad"] * Decimal(line[self.price]) - (line[self.less] if self.less else 0)
        if abs(amounts[main] - expected) > CENT:
            raise RefusalError("020", f"{at}.{main}")
