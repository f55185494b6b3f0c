"""Every example gives exactly what stands in `golden/`, under each regime; `python -m tests.dte.golden` renews it."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from tests.dte.golden import FOLDER, cases, issue, result

from facturaxpress import dte
from facturaxpress.dte.reading import decoded
from facturaxpress.dte.rules.facts import Facts
from facturaxpress.dte.structures import LAWS, TYPES

CASES = list(cases())


def test_examples_and_documents_belong_together() -> None:
    assert {target for _, _, target in CASES} == set(FOLDER.glob("*/*.json"))


@pytest.mark.parametrize(("example", "version", "target"), CASES, ids=lambda part: getattr(part, "stem", str(part)))
def test_example(example: Path, version: int, target: Path) -> None:
    assert target.read_text("utf-8") == result(example, version)


@pytest.mark.parametrize(("example", "version", "target"), CASES, ids=lambda part: getattr(part, "stem", str(part)))
def test_the_document_of_an_example_has_no_fault(example: Path, version: int, target: Path) -> None:
    if "faults" in dte.parse_json(target.read_bytes()):
        # Only the other regime can say it; what is refused stands in the file.
        other = [one for one in CASES if one[0] == example and one[1] != version]
        assert any("faults" not in dte.parse_json(one[2].read_bytes()) for one in other)
        return
    raw, _ = issue(example, version)
    assert dte.validate(raw).faults == ()


def test_every_structure_has_three_examples() -> None:
    issued: Counter[tuple[str, int]] = Counter()
    for example, version, target in CASES:
        if "faults" not in dte.parse_json(target.read_bytes()):
            sale = dte.parse_json(example.read_bytes())
            issued[sale.get("tipoDte") or sale["tipoEvento"], version] += 1
    assert {structure: issued[structure] for structure in LAWS if issued[structure] < 3} == {}


def test_the_sales_cover_what_a_sale_can_say() -> None:
    files = [FOLDER / "ventas" / f"{path.stem}.json" for path in (FOLDER / "ventas").glob("*.2.0.json")]
    documents = [dte.parse_json(path.read_bytes()) for path in files]
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


@pytest.mark.parametrize(("example", "version", "target"), CASES, ids=lambda part: getattr(part, "stem", str(part)))
def test_a_rule_that_is_not_asked_would_find_nothing(example: Path, version: int, target: Path) -> None:
    text = target.read_bytes()
    if b'"faults"' in text:
        return
    sale = dte.parse_json(example.read_bytes())
    tipo = sale.get("tipoDte") or sale["tipoEvento"]
    law, own = LAWS[tipo, version], TYPES[tipo]
    document = decoded(text, law.document)
    facts = Facts(law, own, "validate", date(2026, 11, 25))
    for rule in dte.rules.all():
        if rule.section and tipo in rule.types and not getattr(document, rule.section):
            assert rule.check is not None
            assert list(rule.check(document, facts)) == [], rule.code
