"""Which lines of a purchase the income tax was withheld on: a document only says how much it was (K13)."""

from collections.abc import Sequence
from decimal import Decimal

from facturaxpress.dte.arithmetic import proportion
from facturaxpress.dte.money import EXACT, ZERO, close, r2, times, total
from facturaxpress.dte.tributes import RENTA

SERVICES = 2
"""`tipoItem` of services (CAT-011)."""
MOST_LINES = 12
"""Lines up to which every choice of them is tried: 4,096 at most."""


def withheld(base: Decimal, descu: Decimal, whole: Decimal) -> Decimal:
    """10 % of what some lines come to, less their share of the global discount; `whole` is what all of them come to."""
    tax = times(RENTA.value, base)
    return r2(proportion(tax, EXACT.subtract(whole, descu), whole)) if whole else ZERO


def lines_withheld(lines: Sequence[tuple[int | None, Decimal]], descu: Decimal, sent: Decimal) -> frozenset[int] | None:
    """The lines (given as `tipoItem` and amount) whose tax is that amount: all, the services, else some others.

    None if no choice of lines gives it, or if there are too many lines to try.
    """
    amounts = [amount for _, amount in lines]
    whole = total(amounts)

    def gives(base: Decimal) -> bool:
        return close(withheld(base, descu, whole), sent)

    services = [index for index, (kind, _) in enumerate(lines) if kind == SERVICES]
    for usual in (range(len(lines)), services):
        if gives(total(amounts[index] for index in usual)):
            return frozenset(usual)
    if len(lines) > MOST_LINES:
        return None
    choices: dict[Decimal, tuple[int, ...]] = {ZERO: ()}
    for index, amount in enumerate(amounts):
        for base, chosen in list(choices.items()):
            choices.setdefault(EXACT.add(base, amount), (*chosen, index))
    return next((frozenset(chosen) for base, chosen in choices.items() if gives(base)), None)
