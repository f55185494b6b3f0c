"""Right inputs by the thousand, from a seed: of every type, for one regime or for both.

`make(tipo, seed, regime)` gives an input that every structure of that regime (of both, if None) must say.
"""

from collections.abc import Callable
from typing import Any

from tests.dte.generated import events, listings, sales
from tests.dte.generated.dice import Dice

GENERATORS: dict[str, Callable[[Dice], dict[str, Any]]] = {
    "01": lambda dice: sales.sale(dice, "01"),
    "03": lambda dice: sales.sale(dice, "03"),
    "04": sales.remission,
    "05": lambda dice: sales.any_note(dice, "05"),
    "06": lambda dice: sales.any_note(dice, "06"),
    "07": listings.retention,
    "08": listings.settlement,
    "09": listings.acquirer,
    "11": sales.export,
    "14": sales.purchase,
    "15": listings.donation,
    "17": events.special,
    "18": events.returned,
    "invalidacion": events.invalidation,
    "contingencia": events.contingency,
}


def make(tipo: str, seed: int, regime: str | None) -> dict[str, Any]:
    return GENERATORS[tipo](Dice(seed, regime))
