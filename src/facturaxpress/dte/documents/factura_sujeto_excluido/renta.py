"""Which lines of a purchase the income tax was withheld on: a document only says how much it was (K13)."""

from collections.abc import Sequence
from decimal import Decimal

from facturaxpress.dte.arithmetic import proportion
from facturaxpress.dte.codes import SERVICES
from facturaxpress.dte.money import EXACT, TOLERANCE, ZERO, r2, times, total
from facturaxpress.dte.tributes import RENTA

"""`tipoItem` of services (CAT-011)."""
MOST_LINES = 12
"""Lines up to which every choice of them is tried: 4,096 at most."""


def withheld(base: Decimal, descu: Decimal, whole: Decimal) -> Decimal:
    """10 % of what some lines come to, less their share of the global discount; `whole` is what all of them come to.

    Of all of them it is 10 % of `subTotal`, which has been rounded.
    """
    if base == whole:
        return r2(times(RENTA.value, EXACT.subtract(r2(whole), descu)))
    tax = times(RENTA.value, base)
    return r2(proportion(tax, EXACT.subtract(whole, descu), whole))


def lines_withheld(lines: Sequence[tuple[int | None, Decimal]], descu: Decimal, sent: Decimal) -> frozenset[int] | None:
    """The lines (given as `tipoItem` and amount) whose tax is that amount: all, the services, else some others.

    None if no choice of lines gives it, or if there are too many lines to try.
    """
    amounts = [amount for _, amount in lines]
    whole = total(amounts)
    services = [index for index, (kind, _) in enumerate(lines) if kind == SERVICES]
    choices: dict[Decimal, tuple[int, ...]] = {}
    for usual in (tuple(range(len(lines))), tuple(services)):
        choices.setdefault(total(amounts[index] for index in usual), usual)
    if len(lines) <= MOST_LINES:
        for base, chosen in _all_choices(amounts).items():
            choices.setdefault(base, chosen)
    # The amount itself goes before one that is near enough.
    for off in (ZERO, TOLERANCE):
        for base, chosen in choices.items():
            if abs(EXACT.subtract(withheld(base, descu, whole), sent)) <= off:
                return frozenset(chosen)
    return None


def _all_choices(amounts: Sequence[Decimal]) -> dict[Decimal, tuple[int, ...]]:
    """Some choice of lines for every sum that their amounts can have."""
    choices: dict[Decimal, tuple[int, ...]] = {ZERO: ()}
    for index, amount in enumerate(amounts):
        for base, chosen in list(choices.items()):
            choices.setdefault(EXACT.add(base, amount), (*chosen, index))
    return choices
