"""docs/guia/ley.md says what the program does."""

import re
from datetime import date

import pytest

from facturaxpress.dte.lawtable import BEGINNING, SHIPPED
from facturaxpress.dte.readings import SPECS
from facturaxpress.dte.structures import REGIMES
from tests.conftest import ROOT

GUIDE = (ROOT / "docs" / "guia" / "ley.md").read_text(encoding="utf-8")
DECISION = (ROOT / "docs" / "decisions" / "0002-readings.md").read_text(encoding="utf-8")


def rows(text: str, first: str) -> dict[str, list[str]]:
    """The cells of a table whose heading begins with `first`, by the plain text of the first cell."""
    table = re.search(rf"^\| {re.escape(first)} \|.*\n\|[-|]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    assert table, first
    found = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table[1].splitlines()]
    return {cells[0].strip("` "): cells[1:] for cells in found}


@pytest.mark.parametrize("name", SPECS)
def test_a_reading_is_listed_with_its_sides_the_default_first(name: str) -> None:
    spec = SPECS[name]
    values, tipos = rows(GUIDE, "lectura")[name]
    if spec.sides:
        named = re.findall(r"`([\w-]+)`", values.replace("`subTotal`", ""))
        assert named[0] == spec.default
        assert sorted(named) == sorted(spec.values)
    else:
        assert values.startswith(spec.default)
    listed = set(re.findall(r"[0-9]{2}", re.sub(r"(\d\d) a (\d\d)", _every, tipos)))
    assert listed == spec.tipos


def _every(span: re.Match[str]) -> str:
    return " ".join(f"{number:02}" for number in range(int(span[1]), int(span[2]) + 1))


@pytest.mark.parametrize("name", SPECS)
def test_the_decision_names_every_reading_and_its_default(name: str) -> None:
    assert rows(DECISION, "reading")[name][1].strip("`") == SPECS[name].default


def test_the_table_of_structures_is_the_programs() -> None:
    heading = re.search(r"^\| régimen \|(.*)\|$", GUIDE, re.MULTILINE)
    assert heading
    tipos = [cell.strip("` ") for cell in heading[1].split("|")]
    told = {
        (tipo, int(cell[1:])): regime
        for regime, cells in rows(GUIDE, "régimen").items()
        for tipo, cell in zip(tipos, cells, strict=True)
        if cell.startswith("v")
    }
    assert told == REGIMES


def test_the_shipped_rows_are_the_programs() -> None:
    table = re.search(r"\| ajuste \| valor \| desde \| ambiente \|\n\|[-|]+\n((?:\|.*\n)+)", GUIDE)
    assert table
    told = [[cell.strip("` ") for cell in line.strip("|").split("|")] for line in table[1].splitlines()]
    assert [(name, value, _since(since), _ambiente(ambiente)) for name, value, since, ambiente in told] == [
        (row.name, row.value, row.since, row.ambiente) for row in SHIPPED
    ]


def _since(cell: str) -> date:
    return BEGINNING if cell == "siempre" else date.fromisoformat(cell)


def _ambiente(cell: str) -> str | None:
    return None if cell == "los dos" else cell[:2]
