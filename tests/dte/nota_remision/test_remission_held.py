"""Sales that go with notas de remisión (04), and the other way round, against the one that is named and held."""

from typing import Any

import pytest
from tests.dte.events import NEW, TARGET, all_of, complete, held, issued, told
from tests.dte.nota_remision.sales import CONSIGNEE, remission
from tests.dte.support import CONSUMIDOR, CONTRIBUYENTE, ccf, document, fe, line

from facturaxpress import dte

VERSIONS = pytest.mark.parametrize("version", [1, 2])
"""Of 1.x and of 2.0."""
STRUCTURES = {"01": (1, 2), "03": (3, 4), "04": (3, 4)}
OTHER = CONTRIBUYENTE | {"nit": "06142803901121"}
A, B = {"codigo": "A"}, {"codigo": "B"}


def over(sale: dict[str, Any], tipo: str) -> dict[str, Any]:
    """The sale, with lines that take from the document of that type."""
    related = {"tipoDocumento": tipo, "tipoGeneracion": 2, "numeroDocumento": TARGET, "fechaEmision": "2026-09-15"}
    lines = [one | {"numeroDocumento": TARGET} for one in sale["cuerpoDocumento"]]
    return {**sale, "documentoRelacionado": [related], "cuerpoDocumento": lines}


SENT = remission(line(10, 5, **A), line(10, 1, **B), line(10, 2, **B))
SOLD = ccf(line(10, 5, **A), line(10, 3, **B))
# What is named, the sale over it, and the place that is told of.
QUANTITIES: list[tuple[dict[str, Any], dict[str, Any], str | None]] = [
    (SENT, ccf(line(12, 5, **A), line(12, 3, **B)), None),
    (SENT, ccf(line(10, 6, **A)), "cuerpoDocumento[0].cantidad"),
    (SENT, ccf(line(10, 3, **A), line(10, 3, **A)), "cuerpoDocumento[1].cantidad"),
    (SENT, fe(line(10, 4, **B)), "cuerpoDocumento[0].cantidad"),
    (SENT, fe(line(10, 1, codigo="ZZ", descripcion="Otro")), "cuerpoDocumento[0].cantidad"),
    (SENT, ccf(line(10, 99, uniMedida=22, **A)), None),
    (SOLD, remission(line(10, 5, **A)), None),
    (SOLD, remission(line(10, 5, **A), line(10, 4, **B)), "cuerpoDocumento[1].cantidad"),
]


def both(sale: dict[str, Any], known: dict[str, dte.Held], version: int) -> list[tuple[str, str]]:
    """What is told when issuing, which judging the document tells too; warnings only."""
    structure = STRUCTURES[sale["tipoDte"]][version - 1]
    found = told(sale, version=structure, held=known)
    report = dte.validate(document(sale, version=structure), held=known)
    assert report.faults == ()
    assert [one.code for one in report.warnings] == [code for code, _ in found]
    for one in all_of(sale, version=structure, held=known):
        complete(one)
    return found


def named(sale: dict[str, Any], *before: dict[str, Any]) -> dict[str, dte.Held]:
    return {TARGET: held(issued(sale), affecting=[issued(over(one, sale["tipoDte"]), NEW) for one in before])}


@VERSIONS
@pytest.mark.parametrize(("sent", "sale", "path"), QUANTITIES)
def test_no_more_is_taken_than_there_is(
    sent: dict[str, Any], sale: dict[str, Any], path: str | None, version: int
) -> None:
    expected = [] if path is None else [("remission-quantity", path)]
    assert both(over(sale, sent["tipoDte"]), named(sent), version) == expected


@VERSIONS
def test_all_documents_in_force_count(version: int) -> None:
    place = [("remission-quantity", "cuerpoDocumento[0].cantidad")]
    for before, amount, expected in ((4, 1, []), (4, 2, place), (5, 1, place)):
        known = named(SENT, ccf(line(10, before, **A)))
        assert both(over(ccf(line(10, amount, **A)), "04"), known, version) == expected
    # A document does not count against itself, nor a remisión against what is sold.
    own = issued(over(ccf(line(10, 5, **A)), "04"), NEW)
    assert dte.validate(own, held=named(SENT, ccf(line(10, 5, **A)))).warnings == ()


@VERSIONS
@pytest.mark.parametrize(
    ("sent", "sale", "field"),
    [
        (SENT, ccf(line(10, **A)), None),
        (SENT, ccf(line(10, **A), receptor=OTHER), "nit"),
        (SENT, fe(line(10, **A), receptor=CONSUMIDOR), "numDocumento"),
        (SENT, fe(line(10, **A)), None),
        (
            remission(line(10, **A), receptor=CONSIGNEE | CONSUMIDOR | {"nrc": None}),
            fe(line(10, **A), receptor=CONSUMIDOR),
            None,
        ),
        (fe(line(10, **A)), remission(line(10, **A)), None),
        (ccf(line(10, **A), receptor=OTHER), remission(line(10, **A)), "numDocumento"),
    ],
)
def test_goods_go_to_whom_they_are_sold(
    sent: dict[str, Any], sale: dict[str, Any], field: str | None, version: int
) -> None:
    found = both(over(sale, sent["tipoDte"]), named(sent), version)
    expected = [] if field is None else ["remission-receiver"]
    assert [code for code, _ in found] == expected
    assert all(path.startswith("receptor.") for _, path in found)


def test_what_is_not_held_is_not_compared() -> None:
    assert told(over(ccf(line(10, 99, **A), receptor=OTHER), "04")) == []


PROVED = {"remission-receiver", "remission-quantity"}
