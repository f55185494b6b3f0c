"""What comes as a mapping and is not from `parse_json`: judged as its text, and what has no text is a fault."""

from typing import Any

import pytest
from tests.dte.events import TARGET, invalidation, issued, put
from tests.dte.support import context, document, fe, line

from facturaxpress import dte
from facturaxpress.dte.holding import usable


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    return document(fe(line()))


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("emisor.nombre", "a\ud800", "json-character"),
        ("emisor.nombre", "a\x00", "json-character"),
        ("resumen.totalPagar", float("1.5"), "inexact-number"),
        ("resumen.totalPagar", 10**70, "json-number-length"),
        ("selloRecibido", float("1.5"), "wrong-type"),
        ("identificacion.fecEmi", b"2026", "wrong-type"),
    ],
)
def test_what_has_no_text_is_a_fault(whole: dict[str, Any], path: str, value: Any, code: str) -> None:
    assert dte.validate(whole).ok
    changed = dte.parse_json(dte.dump_json(whole))
    put(path, value)(changed)
    faults = dte.validate(changed).faults
    assert (code, path) in [(fault.code, fault.path) for fault in faults]


def test_a_mapping_that_holds_itself_is_too_deep(whole: dict[str, Any]) -> None:
    changed = dict(whole)
    changed["apendice"] = [changed]
    assert {fault.code for fault in dte.validate(changed).faults} == {"json-depth"}


@pytest.mark.parametrize("text", ["a\ud800", "a\x00"])
def test_a_sale_with_a_text_that_cannot_be_written_is_refused(text: str) -> None:
    with pytest.raises(dte.FaultError) as caught:
        dte.build(fe(line(descripcion=text)), context())
    assert [(fault.code, fault.path) for fault in caught.value.faults] == [
        ("json-character", "cuerpoDocumento[0].descripcion")
    ]


@pytest.mark.parametrize("value", [float("1.5"), "a\ud800"])
def test_a_document_that_could_not_have_been_signed_is_as_if_not_held(value: Any) -> None:
    right = issued(fe(line()))
    assert set(usable({TARGET: dte.Held(document=right)})) == {TARGET}
    wrong = right | {"resumen": right["resumen"] | {"totalPagar": value}}
    for held in (dte.Held(document=wrong), dte.Held(document=right, affecting=(wrong,))):
        assert not usable({TARGET: held})
        with pytest.raises(dte.FaultError) as caught:
            dte.build(invalidation() | {"documento": {"codigoGeneracion": TARGET}}, context(held={TARGET: held}))
        assert "documento.selloRecibido" in {fault.path for fault in caught.value.faults}
        assert dte.validate(right, held={TARGET: held}).ok
