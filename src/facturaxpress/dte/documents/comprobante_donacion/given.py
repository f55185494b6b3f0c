"""What is given in a donation."""

from collections.abc import Iterable
from decimal import Decimal

from facturaxpress.dte.documents.views import AnyLine
from facturaxpress.dte.money import r2, total

MONEY, GOODS, SERVICE = 1, 2, 3
"""`tipoDonacion` (CAT-026)."""


def money_given(lines: Iterable[AnyLine]) -> Decimal:
    """What was given in money, whose way `pagos` tells (K14)."""
    return r2(total(line.valor for line in lines if line.tipoDonacion == MONEY))
