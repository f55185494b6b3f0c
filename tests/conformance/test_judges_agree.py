"""The sandbox, written on its own from MH's texts, refuses what `validate` refuses, at the same field."""

import copy
from decimal import Decimal
from typing import Any

import pytest
from tests.dte.support import ccf, charge, context, document, fe, finish, line, refusals, warnings

from facturaxpress import dte
from facturaxpress.sandbox.messages import RefusalError
from facturaxpress.sandbox.rules.arithmetic import check_figures
from facturaxpress.sandbox.rules.sale import check_lines
from facturaxpress.sandbox.state import MAX_BODY_BYTES

D = Decimal
DUE, OVER, NOTHING = (line(),), (line(), charge(-20)), (line(0),)
"""11.30 to pay; 8.70 below zero; nothing at all."""


def sandbox_refusal(made: dict[str, Any]) -> str | None:
    """Code and path, as [field] with the sandbox's dots."""
    tipo = made["identificacion"]["tipoDte"]
    try:
        check_lines(tipo, made["cuerpoDocumento"])
        check_figures(tipo, made)
    except RefusalError as refusal:
        return f"{refusal.codigo} {refusal.descripcion.partition(']')[0].lstrip('[')}"
    return None


@pytest.mark.parametrize(
    ("lines", "sent", "fault", "warning"),
    [
        (DUE, 0, None, None),
        (DUE, D("-5"), None, "credit-while-due"),
        (OVER, 0, None, "credit-balance"),
        (OVER, D("-8.70"), None, None),
        (OVER, D("-8.69"), None, None),
        (OVER, D("-8.68"), "credit-short", None),
        (OVER, D("-1"), "credit-short", None),
        (OVER, D("-30"), None, "credit-balance"),
        (NOTHING, D("-5"), None, None),
    ],
)
def test_on_the_credit_balance(lines: Any, sent: Any, fault: str | None, warning: str | None) -> None:
    path = "resumen.saldoFavor"
    sale = fe(*lines, resumen={"saldoFavor": sent})
    assert refusals(sale) == ([(fault, path)] if fault else [])
    if fault is None:
        assert warnings(sale) == ([(warning, path)] if warning else [])
    made = document(fe(*lines))
    made["resumen"]["saldoFavor"] = sent
    report = dte.validate(made)
    assert [one.code for one in report.faults] == ([fault] if fault else [])
    assert [one.code for one in report.warnings] == ([warning] if warning else [])
    assert sandbox_refusal(made) == (f"020 {path}" if fault else None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("cantidad", 2),
        ("uniMedida", 59),
        ("montoDescu", 1),
        ("psv", 1),
        ("tributos", ["20"]),
        ("tributos", ["59"]),
    ],
)
def test_on_what_a_line_of_charge_may_hold(field: str, value: Any) -> None:
    made = document(ccf(line(100), charge(5)))
    assert sandbox_refusal(made) is None
    wrong = copy.deepcopy(made)
    wrong["cuerpoDocumento"][1][field] = value
    assert ("charge-line", f"cuerpoDocumento[1].{field}") in [(f.code, f.path) for f in dte.validate(wrong).faults]
    assert sandbox_refusal(wrong) == f"024 cuerpoDocumento.2.{field}"
    made["cuerpoDocumento"][1]["precioUni"] = 20
    report = dte.validate(made)
    assert report.ok
    assert ("charge-price", "cuerpoDocumento[1].precioUni") in [(one.code, one.path) for one in report.warnings]
    assert sandbox_refusal(made) is None


def test_the_largest_legal_document_fits_into_a_request() -> None:
    made = finish(dte.build(ccf(*[line(descripcion="ñ" * 1500)] * 2000), context()))
    assert len(made) * 4 // 3 + 10_000 < MAX_BODY_BYTES
