"""Why MH refused a document, as whoever issued it is told."""

from collections.abc import Callable
from typing import Any

import pytest

from facturaxpress.cli.errors import fault_lines
from facturaxpress.dte.rejections import explain
from facturaxpress.issuing.endpoints import row_json
from facturaxpress.issuing.reasons import as_fault, refusal_faults
from tests.conftest import ROOT
from tests.shop import Shop

Sale = Callable[..., dict[str, Any]]


async def test_a_refusal_names_field_rule_and_remedy(shop: Shop, sale: Sale) -> None:
    shop.sandbox.fault("reject", codigoMsg="020", descripcionMsg="[resumen.totalIva] CALCULO INCORRECTO", times=1)
    row = await shop.issue(sale())
    (fault,) = refusal_faults(row)
    assert (fault.code, fault.path) == ("MH-020", "resumen.totalIva")
    assert fault.message.startswith("CALCULO INCORRECTO. ")
    assert fault.message_en.startswith("MH says: CALCULO INCORRECTO. ")
    assert "summary-figure" in fault.fix
    assert "Manual Funcional 2.0" in fault.source
    assert row_json(row)["faults"][0]["message"] == fault.message
    assert row_json(row, english=True)["faults"][0]["message"] == fault.message_en


async def test_every_observation_is_a_fault_and_the_heading_is_not(shop: Shop, sale: Sale) -> None:
    shop.sandbox.fault(
        "reject",
        codigoMsg="096",
        descripcionMsg="DOCUMENTO NO CUMPLE ESQUEMA JSON",
        observaciones=[
            "Campo #/receptor/numDocumento no cumple el formato requerido",
            "Campo #/cuerpoDocumento/0/cantidad no cumple el mínimo exclusivo",
            "Campo #/cuerpoDocumento/0 contiene un valor inválido",
        ],
        times=1,
    )
    faults = refusal_faults(await shop.issue(sale()))
    assert [fault.path for fault in faults] == ["receptor.numDocumento", "cuerpoDocumento[0].cantidad"]
    assert {fault.code for fault in faults} == {"MH-096"}


async def test_a_sealed_document_has_no_faults(shop: Shop, sale: Sale) -> None:
    row = await shop.issue(sale())
    assert refusal_faults(row) == ()
    assert "faults" not in row_json(row)


@pytest.mark.parametrize(("text", "code"), [("", "010"), ("...", None), ("  ", "999")])
def test_an_answer_without_words_is_told_all_the_same(text: str, code: str | None) -> None:
    fault = as_fault(explain(text, code))
    assert fault.code == f"MH-{code or '000'}"
    assert fault.path == ""
    assert fault.message[0].isupper()
    assert "Regla" not in fault.fix


@pytest.mark.parametrize(
    ("text", "code", "again"),
    [
        ("[receptor.nit] NIT CONTRIBUYENTE NO EXISTE", "009", True),
        ("[receptor.nit] CONTRIBUYENTE NO SE ENCUENTRA ACTIVO", "010", False),
        ("[identificacion.codigoGeneracion] YA EXISTE UN REGISTRO CON ESE VALOR", "004", False),
    ],
)
def test_to_issue_again_is_advised_where_it_can_help(text: str, code: str, again: bool) -> None:
    fault = as_fault(explain(text, code))
    assert ("emita de nuevo" in fault.fix) is again
    assert "quedan como constancia" in fault.fix


def test_the_guide_shows_a_refusal_as_it_is_told() -> None:
    guide = (ROOT / "docs" / "guia" / "rechazos.md").read_text()
    (shown,) = fault_lines([as_fault(explain("[resumen.totalIva] CALCULO INCORRECTO", "020", tipo="01"))])
    assert f"```\n{shown}\n```" in guide
