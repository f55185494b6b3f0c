"""What the guide shows is what happens: its JSON is taken, its faults are said in these words."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.dte.support import CODIGO, CONTRIBUYENTE, ccf, context, fe, line, refusals, resumen

from facturaxpress import dte
from facturaxpress.dte.structures import LAWS

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "guia" / "ventas.md").read_text("utf-8")
BLOCKS = re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)


def as_sale(block: str) -> dict[str, Any]:
    """A whole sale, a line, or a section put into a small sale that has room for it."""
    shown: dict[str, Any] = dte.parse_json((block if block.startswith("{") else "{" + block + "}").encode())
    if "tipoDte" in shown:
        return shown
    if "descripcion" in shown:
        return fe(line(), shown)
    if "receptor" in shown:
        return fe(**shown) if "tipoDocumento" in shown["receptor"] else ccf(**shown)
    summary = shown["resumen"]
    if "tributos" in summary:
        return ccf(line(tributos=["20", "D5"]), resumen=summary)
    total = sum(entry.get("montoPago", 0) for entry in summary["pagos"])
    return fe(line(total or 100), resumen=summary)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: " ".join(block.split())[:40])
def test_what_is_shown_is_taken(block: str) -> None:
    assert refusals(as_sale(block)) == []


def test_all_blocks_are_seen() -> None:
    assert len(BLOCKS) == 9


def test_the_faults_shown_are_those_said() -> None:
    with pytest.raises(dte.FaultError) as caught:
        dte.build(fe(line("11.30"), line(descripcionn="x")), context())
    for fault in caught.value.faults:
        assert f"{fault.code} " in GUIDE
        assert f"{fault.path}: {fault.message}" in GUIDE
        assert fault.fix in GUIDE


def test_every_example_is_listed() -> None:
    for path in (ROOT / "examples" / "ventas").glob("*.json"):
        assert f"examples/ventas/{path.name})" in GUIDE
        json.loads(path.read_text("utf-8"))


def test_only_one_structure_says_what_the_guide_tells() -> None:
    extension = {"nombEntrega": "Ana de Ejemplo", "docuEntrega": "012345678"}
    abroad = {"nit": "GT-5550123", "nombre": "MANDANTE DE EJEMPLO", "codDomiciliado": 2}
    settlement = {"tipoDocumento": "08", "numeroDocumento": CODIGO, "fechaEmision": "2026-09-10"}
    cases: list[tuple[dict[str, Any], int]] = [
        (fe(extension=extension), 2),
        (ccf(extension=extension), 4),
        (fe(ventaTercero=abroad), 1),
        (ccf(ventaTercero=abroad), 3),
        (fe(line(numeroDocumento=CODIGO), documentoRelacionado=[settlement]), 1),
    ]
    for sale, refusing in cases:
        for version in (1, 2) if sale["tipoDte"] == "01" else (3, 4):
            assert bool(refusals(sale, version=version)) == (version == refusing)


def test_old_names_are_synonyms_as_the_guide_says() -> None:
    assert resumen(ccf(line(200), resumen={"retieneIva": True, "ivaRete1": 2}))["ivaRete"] == 2
    both = fe(resumen={"ivaRete1": 0, "ivaRete": 0})
    assert refusals(both) == [("two-names", "resumen.ivaRete")]


@pytest.mark.parametrize("name", ["README.md", "README.es.md", "docs/guia/ley.md"])
def test_the_tables_of_structures_are_true(name: str) -> None:
    """A row a regime, a column a type."""
    rows = [
        [cell.strip(" `") for cell in row.strip().strip("|").split("|")]
        for row in (ROOT / name).read_text("utf-8").splitlines()
    ]
    head = next(row for row in rows if row[1:4] == ["01", "03", "04"])
    told = {
        (tipo.replace("ó", "o"), row[0]): version
        for row in rows
        if row[0] in ("1.x", "2.0") and len(row) == len(head)
        for tipo, version in zip(head[1:], row[1:], strict=True)
        if version not in ("–", "—")
    }
    assert told == {(law.tipo, law.regime): f"v{law.version}" for law in LAWS.values()}


def test_the_receiver_of_the_guide_is_complete() -> None:
    assert refusals(ccf(receptor=CONTRIBUYENTE)) == []
