"""A document that would have completed the input, and is not held: what is missing says so."""

from typing import Any

import pytest
from tests.dte.events import TARGET, contingency, invalidation, returned
from tests.dte.support import ccf, context, line

from facturaxpress import dte

SAID = f"este sistema no tiene el documento {TARGET}, del que lo tomaría"


def missing(sale: dict[str, Any]) -> dict[str, dte.Fault]:
    with pytest.raises(dte.FaultError) as caught:
        dte.build(sale, context())
    return {fault.path: fault for fault in caught.value.faults if fault.code == "required"}


@pytest.mark.parametrize(
    ("sale", "paths"),
    [
        (
            ccf(line(), tipoDte="05", receptor=None, documentoRelacionado=[{"numeroDocumento": TARGET}]),
            {"documentoRelacionado[0].tipoDocumento", "documentoRelacionado[0].fechaEmision", "receptor"},
        ),
        (
            invalidation() | {"documento": {"codigoGeneracion": TARGET}},
            {"documento.tipoDte", "documento.selloRecibido", "documento.fecEmi"},
        ),
        (contingency(detalleDTE=[{"codigoGeneracion": TARGET}]), {"detalleDTE[0].tipoDoc"}),
        (
            returned(documentoRelacionado=[{"codigoGeneracion": TARGET}]),
            {"documentoRelacionado[0].tipoDocumento", "documentoRelacionado[0].fechaEmision"},
        ),
    ],
)
def test_what_is_missing_names_the_document(sale: dict[str, Any], paths: set[str]) -> None:
    found = missing(sale)
    assert {path for path, fault in found.items() if SAID in fault.fix} == paths
    assert all(f"this system does not hold document {TARGET}" in found[path].fix_en for path in paths)


def test_nothing_is_said_of_a_number_on_paper_or_of_what_is_not_taken() -> None:
    paper = ccf(line(), tipoDte="05", receptor=None, documentoRelacionado=[{"numeroDocumento": "F-12"}])
    assert not [fault for fault in missing(paper).values() if "no tiene el documento" in fault.fix]
    sale = ccf(line(), receptor=None, documentoRelacionado=[{"numeroDocumento": TARGET}])
    found = missing(sale)
    assert SAID in found["documentoRelacionado[0].fechaEmision"].fix
    assert SAID not in found["receptor"].fix


def test_a_contingency_without_documents_lacks_them() -> None:
    found = missing(contingency(detalleDTE=None))
    assert found["detalleDTE"].message == "Falta el campo detalleDTE."


def test_a_comma_is_told_of_a_number_in_quotes() -> None:
    for value, comma in (("1,5", True), ("1.5", False)):
        with pytest.raises(dte.FaultError) as caught:
            dte.build(ccf(line(value)), context())
        fault = caught.value.faults[0]
        assert fault.code == "number-as-text"
        assert ("coma" in fault.message, "punto decimal" in fault.fix) == (comma, comma)
