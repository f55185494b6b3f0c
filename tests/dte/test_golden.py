"""Every example sale gives exactly the document that stands in `golden/`; `python -m tests.dte.golden` renews them."""

from pathlib import Path

import pytest
from tests.dte.golden import EXAMPLES, FOLDER, expected_text, issue

from facturaxpress import dte


def test_examples_and_documents_belong_together() -> None:
    assert len(EXAMPLES) >= 12
    assert [path.name for path in EXAMPLES] == sorted(path.name for path in FOLDER.glob("*.json"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_example(example: Path) -> None:
    raw, warnings = issue(example)
    assert warnings == []
    assert (FOLDER / example.name).read_text("utf-8") == expected_text(raw)
    report = dte.validate(raw)
    assert report.ok
    assert report.warnings == ()


def test_the_examples_cover_what_a_sale_can_say() -> None:
    documents = [dte.parse_json((FOLDER / example.name).read_bytes()) for example in EXAMPLES]
    tipos = {document["identificacion"]["tipoDte"] for document in documents}
    assert tipos == {"01", "03"}
    items = [item for document in documents for item in document["cuerpoDocumento"]]
    assert {code for item in items for code in item["tributos"] or ()} >= {"20", "59", "71", "D1", "C8", "C5"}
    assert {"57"} <= {item["codTributo"] for item in items}
    for column in ("ventaNoSuj", "ventaExenta", "ventaGravada", "montoDescu", "noGravado", "psv"):
        assert any(item[column] for item in items), column
    assert {document["resumen"]["condicionOperacion"] for document in documents} == {1, 2, 3}
    for section in ("documentoRelacionado", "otrosDocumentos", "ventaTercero", "apendice"):
        assert any(document[section] for document in documents), section
    for figure in ("descuGravada", "ivaRete", "totalNoGravado", "saldoFavor"):
        assert any(document["resumen"][figure] for document in documents), figure
    assert any(document["resumen"].get("ivaPerci") for document in documents)
    assert {document["emisor"]["codEstable"] for document in documents} == {"M001", "S001"}
