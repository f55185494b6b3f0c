"""The words that the sheets are written in: sums, shares and limits of figures."""

from collections.abc import Callable
from decimal import Decimal

from facturaxpress.sandbox.rules.figures import ZERO, Reading, Values

IVA = Decimal("0.13")
WITH_IVA = Decimal("1.13")
ONE_PERCENT = Decimal("0.01")
RENTA = Decimal("0.10")

_MOST_SUMS = 4096


def add(terms: str) -> Reading:
    """A sum as it is written: `subTotal + T1 - ivaRete`."""
    signed: list[tuple[int, str]] = []
    sign = 1
    for word in terms.split():
        if word in "+-":
            sign = 1 if word == "+" else -1
        else:
            signed.append((sign, word))

    return lambda values: sum((sign * values[name] for sign, name in signed), ZERO)


def constant(amount: Decimal) -> Reading:
    return lambda _values: amount


zero = constant(ZERO)


def stated(values: Values) -> Decimal:
    """Whatever was sent: an input, or a matter that MH leaves open."""
    return values.stated


def share(rate: Decimal, of: Reading) -> Reading:
    return lambda values: rate * of(values)


def without_iva(of: Reading) -> Reading:
    """The net of an amount that includes IVA."""
    return lambda values: of(values) / WITH_IVA


def iva_inside(of: Reading) -> Reading:
    """The IVA in an amount that includes it."""
    return lambda values: of(values) / WITH_IVA * IVA


def floored(of: Reading) -> Reading:
    """Never below zero."""
    return lambda values: max(ZERO, of(values))


def up_to(of: Reading) -> Reading:
    """Anything between nothing and the whole, where it may concern some of the lines only."""
    return lambda values: min(max(ZERO, values.stated), of(values))


def of_some_lines(column: str, share_of: Callable[[Values], Decimal]) -> Reading:
    """A share of the lines that were chosen, whichever these are: the sum nearest to what was sent.

    Where the lines make too many different sums, anything up to the whole.
    """

    def reading(values: Values) -> Decimal:
        factor = share_of(values)
        sums = {ZERO}
        for line in values.lines:
            sums |= {each + line[column] for each in sums}
            if len(sums) > _MOST_SUMS:
                return min(max(ZERO, values.stated), factor * values[f"Σ{column}"])
        return min((factor * each for each in sums), key=lambda amount: abs(amount - values.stated))

    return reading


def less(whole: Reading, part: Reading) -> Reading:
    """What is left of `whole` without `part`."""
    return lambda values: whole(values) - part(values)
