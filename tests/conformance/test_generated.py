"""Generated inputs of every type: each structure makes of them a document that MH's schema, our rules and the sandbox
accept, and from which the same input comes back.

Some are made by default; with FACTURAXPRESS_SOAK=1 (`make soak-law`) thousands of each structure.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.conformance.mutation.of_schema import Judge
from tests.dte.generated import inputs, issued
from tests.dte.test_schemas import OF_MH
from tests.soak import SOAK

from facturaxpress import dte
from facturaxpress.dte.nodes import Node, tree
from facturaxpress.dte.structures import LAWS
from facturaxpress.sandbox.rules.events import JUDGES
from facturaxpress.sandbox.rules.judgement import judge

MADE = 4000 if SOAK else 150
"""Inputs a structure; half of them are such as both regimes can say."""
STRUCTURES = sorted(OF_MH)
EMPTY = {
    "identificacion.tipoContingencia": "a document is made as transmitted at once; contingency writes these into it",
    "identificacion.motivoContin": "the same",
    "identificacion.motivoContigencia": "the same, as 11 v1 spells it",
    "emisor.codEstable": "the issuer's own codes, which an event may leave out",
    "emisor.codPuntoVenta": "the same",
    "receptor.codigoMH": "MH's code of the establishment that is settled, which nobody else knows",
    "receptor.puntoVentaMH": "the same",
}
"""Fields that no input fills, and why."""
EMPTY_OF = {("11", 3): {"resumen.tributos.valor": "the only tribute of an export is C3, at rate 0"}}
"""The same of one structure."""


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("tipo", "version"), STRUCTURES)
def test_a_generated_input_makes_a_document_that_all_judges_accept(tipo: str, version: int, mh: Path) -> None:
    of_mh = Judge(mh, tipo, version)
    for origin, sale in inputs(tipo, version, MADE):
        made = issued(sale, version)
        assert of_mh.refused(made) == (), origin
        assert [str(fault) for fault in dte.validate(made).faults] == [], origin
        # The sandbox was written apart from MH's texts: it raises what MH would answer.
        if tipo in JUDGES:
            JUDGES[tipo](made)
        else:
            judge(tipo, made)
        assert issued(dte.reduce(made), version) == made, origin


@pytest.mark.parametrize(("tipo", "version"), STRUCTURES)
def test_every_field_of_the_structure_is_filled_at_times(tipo: str, version: int) -> None:
    filled: set[str] = set()
    for _, sale in inputs(tipo, version, 300):
        filled.update(_filled(issued(sale, version)))
    empty = set(_fields(tree(LAWS[tipo, version].document))) - filled
    assert empty <= EMPTY.keys() | EMPTY_OF.get((tipo, version), {}).keys()


def _fields(node: Node, path: str = "") -> Iterator[str]:
    """Every place of the structure that holds a value, without indexes."""
    for key, member in node.members.items():
        yield from _fields(member, f"{path}.{key}" if path else key)
    if node.item is not None and node.item.members:
        yield from _fields(node.item, path)
    elif not node.members:
        yield path


def _filled(part: Any, path: str = "") -> Iterator[str]:
    """Those of the document that hold something: neither null nor 0."""
    match part:
        case dict():
            for key, member in part.items():
                yield from _filled(member, f"{path}.{key}" if path else key)
        case list():
            for member in part:
                yield from _filled(member, path)
        case None | 0:
            return
        case _:
            yield path
