"""A version of a document is one module: put beside the others it is issued, judged, reduced and exported."""

from pathlib import Path
from typing import Any

import pytest
from tests.dte.support import ccf, document, line

from facturaxpress import dte
from facturaxpress.dte.discovery import found_laws
from facturaxpress.dte.documents import credito_fiscal
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.structures import LAWS

FOLDER = Path(credito_fiscal.__file__).parent


@pytest.fixture
def version_5(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Law:
    """Version 5 of 03, as MH might make it: IVA withheld gets another key, and the words may be longer."""
    source = (FOLDER / "v4.py").read_text("utf-8")
    changed = (
        source.replace("version: Literal[4]", "version: Literal[5]")
        .replace("version=4", "version=5")
        .replace("    ivaRete: Amount2\n", '    ivaRete: Amount2 = field(name="ivaRetenido")\n')
        .replace("text(8, 200)", "text(8, 300)")
        .replace("from msgspec import Struct\n", "from msgspec import Struct, field\n")
    )
    (tmp_path / "v5.py").write_text(changed, "utf-8")
    monkeypatch.setattr(credito_fiscal, "__path__", [*credito_fiscal.__path__, str(tmp_path)])
    (law,) = [one for one in found_laws() if (one.tipo, one.version) == ("03", 5)]
    monkeypatch.setitem(LAWS, ("03", 5), law)
    return law


def test_a_module_beside_the_others_is_a_version(version_5: Law) -> None:
    sale = ccf(line(100), resumen={"retieneIva": True})
    made = document(sale, version=5)
    assert made["identificacion"]["version"] == 5
    assert (made["resumen"]["ivaRetenido"], made["resumen"]["totalPagar"]) == (1, 112)
    assert dte.validate(made).faults == ()
    assert dte.reduce(made)["resumen"]["retieneIva"] is True
    assert dte.schema("03", 5)["properties"]["resumen"]["properties"]["totalLetras"]["maxLength"] == 300
    # The same sale still makes the version before.
    assert document(sale, version=4)["resumen"]["ivaRete"] == 1


def test_its_own_key_is_told_and_is_a_synonym(version_5: Law) -> None:
    made: dict[str, Any] = document(ccf(line(100), resumen={"retieneIva": True}), version=5)
    made["resumen"]["ivaRetenido"] = 2
    assert dte.validate(made).faults[0].path == "resumen.ivaRetenido"
