"""05 and 06."""

from collections.abc import Iterator, Mapping, Sequence

from facturaxpress.sandbox.rules.figures import Figure, Reading, Sheet, Step
from facturaxpress.sandbox.rules.readings import ONE_PERCENT, add, floored, share, stated, up_to, zero
from facturaxpress.sandbox.rules.sheets.parts import COLUMNS, DISCOUNTS, NO_GRAVADO, OLD_NAMES, SALES, SUBTOTAL, TAXED
from facturaxpress.sandbox.rules.tributes import Tributes


def _note(over: Mapping[str, Sheet], *, line: Sequence[Step], summary: Sequence[Step], due: Sequence[Reading]) -> Sheet:
    """A note of 2.0; one on a 07 may leave its sale columns at 0."""
    return Sheet(
        (
            *SALES,
            Figure("totalDescu", add("ΣmontoDescu")),
            Tributes(),
            *summary,
            Figure("ivaPerci", add("ΣivaPerci")),
            Figure("totalIva", add("ΣtotalIva")),
            Figure("ivaRete", add("ΣivaRete")),
            NO_GRAVADO,
            Figure("totalPagar", *map(floored, due)),
        ),
        COLUMNS,
        line=line,
        empty=not over,
        over=over,
    )


def _due(*amounts: str) -> Iterator[Reading]:
    for amount in amounts:
        yield add(f"{amount} + totalNoGravado")
        yield add(f"{amount} - totalNoGravado")


NOTE_ON_07 = _note(
    {},
    line=(),
    summary=(Figure("montoTotalOperacion", add("subTotalVentas + T1"), add("subTotalVentas + T1 + totalIva")),),
    due=[zero, *_due("montoTotalOperacion - ivaRete", "totalIva - ivaRete", "ivaRete")],
)
NOTE = _note(
    {"07": NOTE_ON_07},
    line=(
        Figure("ivaPerci", zero, share(ONE_PERCENT, add("ventaGravada"))),
        Figure("ivaRete", zero, share(ONE_PERCENT, add("ventaGravada"))),
    ),
    summary=(
        Figure("montoTotalOperacion", add("subTotalVentas + T1")),
        # A note on 03 states no `totalIva`: refused at this field by MH where it did.
        Figure("totalIva", zero),
    ),
    due=list(_due("montoTotalOperacion + ivaPerci - ivaRete", "montoTotalOperacion + ivaPerci")),
)


def note_of_1x(*, empty: bool, over: Mapping[str, Sheet]) -> Sheet:
    """A note of 1.x, whose retention and perception may concern some of its documents only."""
    part = stated if empty else up_to(share(ONE_PERCENT, TAXED))
    net = add("subTotal + T1 + ivaPerci - ivaRete - reteRenta")
    return Sheet(
        (
            *SALES,
            *DISCOUNTS,
            Tributes(discount="descuGravada"),
            SUBTOTAL,
            Figure("ivaPerci", part),
            Figure("ivaRete", part),
            Figure("montoTotalOperacion", stated if empty else net, add("subTotal + T1")),
        ),
        COLUMNS,
        names=OLD_NAMES,
        empty=empty,
        over=over,
    )
