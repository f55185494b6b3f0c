"""MH's samples of every structure: form, codes and figures hold, and each of their parts counts."""

import copy
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from facturaxpress.sandbox.messages import RefusalError
from facturaxpress.sandbox.structure import Structures
from tests.sandbox import documents, others
from tests.sandbox.support import Document, name_of, refusal

BOTH_REGIMES = {
    ("01", 1), ("01", 2), ("03", 3), ("03", 4), ("04", 3), ("04", 4), ("05", 3), ("05", 4), ("06", 3), ("06", 4),
    ("07", 1), ("07", 2), ("08", 1), ("08", 2), ("09", 1), ("09", 2), ("11", 1), ("11", 3), ("14", 1), ("14", 2),
    ("15", 1), ("15", 2), ("17", 1), ("18", 1), ("contingencia", 3), ("contingencia", 4), ("invalidacion", 2),
    ("invalidacion", 3),
}  # fmt: skip

CENTS_OFF = {
    "01__v1__03.json": "ivaItem 0.12 for 1.00 / 1.13 × 0.13 = 0.115: rounded to the cent on the line",
    "01__v1__10.json": "ivaItem 0.03 for 0.0346: rounded to the cent on the line",
    "03__v3__07.json": "totalPagar 1845.19 for 1647.49 + 214.17 − 16.48 = 1845.18: rounded once, from 1845.1888",
}
"""Samples from the field with a figure that is off the exact one, but by no more than the cent that MH lets pass."""

NOT_RECKONED = {
    "porcentajeDescuento", "descuNoSuj", "descuExenta", "descuGravada", "descu", "descuento", "seguro", "flete",
    "totalNoOnerosas", "saldoFavor", "condicionOperacion", "valorOperaciones", "montoSinPercepcion", "comision",
    "porcentComision", "cantidadDoc",
}  # fmt: skip
"""Figures that are inputs."""

NOT_RECKONED_IN = {
    ("01", 1): {"reteRenta"},
    ("03", 3): {"reteRenta"},
    ("05", 3): {"reteRenta", "ivaRete1", "ivaPerci1"},
    ("06", 3): {"reteRenta", "ivaRete1", "ivaPerci1"},
    ("08", 1): {"ivaPerci", "ivaItem"},
    ("08", 2): {"ivaPerci"},
    ("14", 1): {"ivaRete1"},
}
"""Figures that are inputs, or lie anywhere up to a limit, in one structure."""


SMALL = 10
"""US dollars below which 1 % is not told from a cent's tolerance."""


@pytest.fixture(scope="module")
def structures(mh: Path) -> Structures:
    return Structures.load(mh / "schemas")


@pytest.fixture(scope="module")
def samples(mh: Path) -> dict[str, Document]:
    files = sorted((mh / "samples").rglob("*.json"))
    return {file.name: json.loads(file.read_text(), parse_float=Decimal) for file in files}


def test_every_sample_of_both_regimes_passes(structures: Structures, samples: dict[str, Document]) -> None:
    assert {name: refusal(document, structures) for name, document in samples.items()} == dict.fromkeys(samples)
    assert {(name_of(each), each["identificacion"]["version"]) for each in samples.values()} == BOTH_REGIMES
    assert CENTS_OFF.keys() < samples.keys()


def test_a_cent_off_in_the_field_is_the_limit(samples: dict[str, Document]) -> None:
    """The deviations named above are there, and none of them may grow."""
    document = copy.deepcopy(samples["03__v3__07.json"])
    document["resumen"]["totalPagar"] += Decimal("0.02")
    assert refusal(document) == "020 resumen.totalPagar"
    for name in ("01__v1__03.json", "01__v1__10.json"):
        document = copy.deepcopy(samples[name])
        document["cuerpoDocumento"][0]["ivaItem"] -= Decimal("0.02")
        assert refusal(document) == "020 cuerpoDocumento.1.ivaItem"


def figures(document: Document) -> Iterator[tuple[list[Any], str]]:
    """The path of every figure that is reckoned, and the name a refusal gives it."""
    key = (name_of(document), document["identificacion"]["version"])
    inputs = NOT_RECKONED | NOT_RECKONED_IN.get(key, set())
    if document.get("resumen", {}).get("totalGravada", 0) < SMALL:
        inputs |= {"ivaRete", "ivaRete1", "ivaPerci", "ivaPerci1"}
    body = document["cuerpoDocumento"]
    part = "cuerpoDocumento" if isinstance(body, dict) else "resumen"
    for name, value in document[part].items():
        if isinstance(value, int | Decimal) and name not in inputs:
            yield [part, name], f"{part}.{name}"
    if part == "cuerpoDocumento":
        return
    for place, entry in enumerate(document["resumen"].get("tributos") or ()):
        if entry["codigo"] in {"20", "59", "71", "D1", "C8", "C3"}:
            yield ["resumen", "tributos", place, "valor"], f"resumen.tributos.{place + 1}.valor"
    lines = {"ventaNoSuj", "ventaExenta", "ventaGravada", "compra", "valor", "ivaItem", "ivaRetenido", "ivaRete"}
    for place, line in enumerate(body):
        stated = {"07": {"ivaRetenido"}, "08": {"ivaItem"}}.get(key[0], lines)
        for name in line.keys() & stated - inputs:
            # A second column filled is a matter of tributes as well: told in the tests of single structures.
            if line[name] == 0 and name.startswith("venta"):
                continue
            yield ["cuerpoDocumento", place, name], f"cuerpoDocumento.{place + 1}.{name}"


def changed(document: Document, path: list[Any], change: Any) -> Document:
    other = copy.deepcopy(document)
    node: Any = other
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = change(node[path[-1]])
    return other


@pytest.mark.parametrize(("regime", "off"), [("2.0", "0.02"), ("1.x", "0.03")])
def test_cents_off_in_any_figure_are_refused_there(
    mh: Path, samples: dict[str, Document], regime: str, off: str
) -> None:
    """Two cents; three in samples from the field, which may have spent one already."""
    tried = 0
    for file in sorted((mh / "samples" / regime).glob("*.json")):
        document = samples[file.name]
        if "cuerpoDocumento" not in document:
            continue
        for path, field in figures(document):
            for amount in (Decimal(off), -Decimal(off)):
                mutated = changed(document, path, lambda value, amount=amount: value + amount)
                node: Any = mutated
                for step in path:
                    node = node[step]
                if node < 0 and name_of(document) != "08":
                    continue  # the schema refuses it before
                assert refusal(mutated) == f"020 {field}", (file.name, field, amount)
                tried += 1
    assert tried > 300


def members(node: Any, at: str = "#") -> Iterator[tuple[dict[str, Any], str]]:
    """Every object in a document with its place in MH's manner."""
    if isinstance(node, dict):
        yield node, at
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, member in children:
        yield from members(member, f"{at}/{key}")


def test_a_missing_and_an_extra_key_are_refused_at_their_place(
    structures: Structures, samples: dict[str, Document]
) -> None:
    tried = optional = 0
    for name, document in samples.items():
        key_of = (name_of(document), document["identificacion"]["version"])
        for node, at in members(document):
            for key in list(node):
                value = node.pop(key)
                observations = form(structures, *key_of, document)
                node[key] = value
                optional += observations == []
                assert observations == [] or f"Campo {at}/{key} es requerido" in observations, (name, at, key)
                tried += 1
            node["sobra"] = 1
            assert f"Campo {at}/sobra no está permitido" in form(structures, *key_of, document), (name, at)
            del node["sobra"]
    assert tried > 7000
    assert optional < tried * 0.01


def form(structures: Structures, structure: str, version: int, document: Document) -> list[str]:
    """The observations of the structure check."""
    try:
        structures.check(structure, version, document)
    except RefusalError as error:
        return error.observaciones
    return []


def synthetic() -> list[Document]:
    sale = documents.credito_fiscal()
    return [
        documents.factura(), sale, others.remision(), others.nota("05", sale), others.nota("06", sale),
        others.nota_on_retencion(others.retencion(sale)), others.retencion(sale), others.liquidacion((1, sale)),
        others.liquidacion((-1, sale)), others.liquidacion_contable(), others.exportacion(), others.compra(),
        others.donacion(), others.operaciones(), others.retorno("01"), others.retorno("11"), others.retorno("14"),
        others.contingencia(), others.invalidacion(sale, "2026" + "A" * 36),
    ]  # fmt: skip


def test_the_synthetic_documents_are_as_mh_wants_them(structures: Structures) -> None:
    for document in synthetic():
        assert refusal(document, structures) is None, name_of(document)


def test_two_cents_in_any_synthetic_figure_are_refused_there() -> None:
    for document in synthetic():
        if "cuerpoDocumento" not in document:
            continue
        assert refusal(document) is None
        for path, field in figures(document):
            for amount in (Decimal("0.02"), Decimal("-0.02")):
                mutated = changed(document, path, lambda value, amount=amount: value + amount)
                allowed = name_of(document) != "08" and amount < 0 and _at(document, path) == 0
                assert allowed or refusal(mutated) == f"020 {field}", (name_of(document), field, amount)


def _at(document: Any, path: list[Any]) -> Any:
    for step in path:
        document = document[step]
    return document
