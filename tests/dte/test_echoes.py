"""One fault never hides another: only a figure made of what was refused is left unsaid."""

from decimal import Decimal
from typing import Any

import pytest
from tests.dte.support import ccf, charge, document, fe, found, line, refusals

from facturaxpress import dte

D = Decimal
TWO_PAYMENTS = [{"codigo": "01", "montoPago": 5}, {"codigo": "02", "montoPago": 5}]


@pytest.mark.parametrize(
    ("sale", "expected"),
    [
        (
            ccf(line(100), resumen={"totalPagar": 5, "observaciones": ""}),
            [("too-short", "resumen.observaciones"), ("computed", "resumen.totalPagar")],
        ),
        (
            fe(line(descripcion=""), resumen={"totalPagar": 5}),
            [("too-short", "cuerpoDocumento[0].descripcion"), ("computed", "resumen.totalPagar")],
        ),
        (
            fe(line(ventaGravada=5, codigo="")),
            [("too-short", "cuerpoDocumento[0].codigo"), ("computed", "cuerpoDocumento[0].ventaGravada")],
        ),
        (
            fe(line("1"), line(ventaGravada=5)),
            [("number-as-text", "cuerpoDocumento[0].precioUni"), ("computed", "cuerpoDocumento[1].ventaGravada")],
        ),
        (
            fe(resumen={"totalIva": "1", "totalPagar": 5}),
            [("number-as-text", "resumen.totalIva"), ("computed", "resumen.totalPagar")],
        ),
        (
            fe(resumen={"pagos": [TWO_PAYMENTS[0], TWO_PAYMENTS[1] | {"referencia": ""}]}),
            [("too-short", "resumen.pagos[1].referencia"), ("payment-sum", "resumen.pagos")],
        ),
        (
            fe(line(codigo=""), resumen={"tributos": [{"codigo": "D5", "valor": 1}]}),
            [("too-short", "cuerpoDocumento[0].codigo"), ("tribute-not-in-lines", "resumen.tributos[0].codigo")],
        ),
        (fe(charge(5, codigo="")), [("too-short", "cuerpoDocumento[0].codigo"), ("only-charges", "cuerpoDocumento")]),
    ],
)
def test_an_unrelated_fault_hides_no_figure(sale: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert refusals(sale) == expected


@pytest.mark.parametrize(
    ("sale", "path"),
    [
        (fe(line("1"), resumen={"totalPagar": 5, "descuGravada": 8, "pagos": TWO_PAYMENTS}), "cuerpoDocumento[0]"),
        (fe(line("1", ventaGravada=5, ivaItem=5)), "cuerpoDocumento[0]"),
        (ccf(line(tributos="20"), resumen={"totalPagar": 5}), "cuerpoDocumento[0]"),
        (ccf(resumen={"descuGravada": "5", "totalPagar": 5}), "resumen"),
        (ccf(resumen={"retieneIva": "true", "totalPagar": 5}), "resumen"),
        (fe(line("1"), resumen={"condicionOperacion": 2, "pagos": [{"plazo": "01", "periodo": 1}]}), "cuerpoDocumento"),
    ],
)
def test_a_figure_made_of_what_was_refused_is_not_told(sale: dict[str, Any], path: str) -> None:
    assert [place.startswith(path) for _, place in refusals(sale)] == [True]


def test_a_tribute_below_0_waits_for_what_made_it_so() -> None:
    assert refusals(ccf(resumen={"descuGravada": 20})) == [("discount-over-total", "resumen.descuGravada")]


def test_a_complete_document_is_judged_in_the_same_way() -> None:
    made = document(ccf(line(100), line(200)))
    made["cuerpoDocumento"][0]["codigo"] = ""
    made["resumen"]["totalPagar"] = 5
    made["resumen"]["pagos"][0] |= {"montoPago": 7, "referencia": 5}
    assert set(found(dte.validate(made))) == {
        ("too-short", "cuerpoDocumento[0].codigo"),
        ("wrong-type", "resumen.pagos[0].referencia"),
        ("summary-figure", "resumen.totalPagar"),
        ("payment-sum", "resumen.pagos[0].montoPago"),
    }
    made = document(ccf(line(100), line(200)))
    made["cuerpoDocumento"][0]["precioUni"] = "100"
    made["cuerpoDocumento"][1]["ventaGravada"] = 5
    assert found(dte.validate(made)) == [
        ("number-as-text", "cuerpoDocumento[0].precioUni"),
        ("line-figure", "cuerpoDocumento[1].ventaGravada"),
    ]
