"""Right inputs by the thousand, from a seed: of every type, for one regime or for both.

`make(tipo, seed, regime)` gives an input that every structure of that regime (of both, if None) must say.
"""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from tests.dte.generated import events, listings, sales
from tests.dte.generated.dice import Dice
from tests.dte.support import CODIGO, CONTEXT

from facturaxpress import dte
from facturaxpress.dte.structures import LAWS

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


def inputs(tipo: str, version: int, made: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Right inputs of a structure, half of them for both regimes, and by what each is made again."""
    own = LAWS[tipo, version].regime
    for seed in range(made):
        regime = own if seed % 2 else None
        yield f"make({tipo!r}, {seed}, {regime!r})", make(tipo, seed, regime)


def issued(sale: dict[str, Any], version: int) -> dict[str, Any]:
    """The finished document, parsed."""
    draft = dte.build(sale, msgspec.structs.replace(CONTEXT, version=version))
    place = f"{draft.establecimiento}{draft.puntoVenta}"
    number = None if draft.event else f"DTE-{draft.tipoDte}-{place}-{1:015}"
    made: dict[str, Any] = dte.parse_json(draft.finish(number, CODIGO))
    return made
