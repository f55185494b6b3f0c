"""Documents that special operations (17) annul, against the event that reported them and those that annulled before."""

from typing import Any

import pytest
from tests.dte.events import (
    NEW,
    SEALED,
    TARGET,
    all_of,
    complete,
    held,
    issued,
    simplified,
    special,
    told,
    voucher,
)
from tests.dte.support import CONSUMIDOR, document, fe, line

from facturaxpress import dte

REF = {"codigoGeneracionRef": TARGET}
LINE = "cuerpoDocumento[0]"
RANGES = special(simplified("1", "50"), simplified("51", "99", 2), simplified("1", "9", tipoDocumento="97"))
SINGLES = special(voucher(), voucher(numDocumento="CCI-2", tipoVenta="exenta"))


def both(sale: dict[str, Any], known: dict[str, dte.Held]) -> list[tuple[str, str]]:
    """What is told when issuing, which judging the event tells too."""
    found = told(sale, held=known)
    report = dte.validate(document(sale), held=known)
    assert [(one.code, one.path) for one in (*report.faults, *report.warnings)] == found
    for one in all_of(sale, held=known):
        complete(one)
    return found


def test_what_was_reported_is_looked_up_where_it_is_held() -> None:
    active = issued(RANGES)
    known = {TARGET: held(active, sealed=SEALED)}
    inside = special(simplified("40", "50", **REF), simplified("51", "60", 2, **REF))
    assert both(inside, known) == []
    beyond = special(simplified("90", "100", 2, **REF))
    path = f"{LINE}.codigoGeneracionRef"
    place, state = ("special-reference", path), ("special-reference-state", path)
    assert both(beyond, known) == [place]
    one = special(simplified("40", "50", **REF))
    assert told(one, held={TARGET: held(active, seal=None)}) == [state]
    assert told(one, held={TARGET: held(active, invalidated=True)}) == [state]
    factura = issued(fe(line(), receptor=CONSUMIDOR))
    assert told(one, held={TARGET: held(factura)}) == [("special-reference-type", path)]
    single = issued(SINGLES)
    assert told(special(voucher(**REF)), held={TARGET: held(single)}) == []
    assert told(special(voucher(numDocumento="OTRO", **REF)), held={TARGET: held(single)}) == [place]


@pytest.mark.parametrize(
    ("active", "one", "field"),
    [
        (RANGES, simplified("1", "50"), None),
        (RANGES, simplified("60", "60", 2), None),
        (RANGES, simplified("1", "50", 9), "precioUni"),
        (RANGES, simplified("40", "60", 10), "precioUni"),
        (RANGES, simplified("1", "50", tipoVenta="exenta"), "ventaExenta"),
        (RANGES, simplified("1", "9", tipoDocumento="97"), None),
        (SINGLES, voucher(), None),
        (SINGLES, voucher(precioUni=11), "precioUni"),
        (SINGLES, voucher(tipoVenta="noSujeta"), "ventaNoSuj"),
        (SINGLES, voucher(numDocumento="CCI-2", tipoVenta="exenta"), None),
        (SINGLES, voucher(numDocumento="CCI-2"), "ventaExenta"),
    ],
)
def test_documents_are_annulled_as_they_were_reported(
    active: dict[str, Any], one: dict[str, Any], field: str | None
) -> None:
    known = {TARGET: held(issued(active))}
    expected = [] if field is None else [("special-differs", f"{LINE}.{field}")]
    assert both(special({**one, **REF}), known) == expected


@pytest.mark.parametrize(
    ("active", "before", "one", "field"),
    [
        (SINGLES, voucher(), voucher(), "numDocumento"),
        (SINGLES, voucher(), voucher(numDocumento="CCI-2", tipoVenta="exenta"), None),
        (RANGES, simplified("1", "10"), simplified("10", "20"), "docDel"),
        (RANGES, simplified("1", "10"), simplified("11", "20"), None),
        (RANGES, simplified("1", "9"), simplified("1", "9", tipoDocumento="97"), None),
    ],
)
def test_a_document_is_annulled_once(
    active: dict[str, Any], before: dict[str, Any], one: dict[str, Any], field: str | None
) -> None:
    original = issued(active)
    earlier = issued(special({**before, **REF}), NEW)
    known = {TARGET: held(original, affecting=(earlier,))}
    expected = [] if field is None else [("special-again", f"{LINE}.{field}")]
    assert both(special({**one, **REF}), known) == expected
    # An event does not count against itself, nor one of another event's documents.
    assert dte.validate(earlier, held=known).faults == ()
    elsewhere = issued(special({**before, "codigoGeneracionRef": NEW}), NEW)
    assert told(special({**one, **REF}), held={TARGET: held(original, affecting=(elsewhere, original))}) == []


PROVED = {
    "special-reference",
    "special-reference-type",
    "special-reference-state",
    "special-again",
    "special-differs",
}
