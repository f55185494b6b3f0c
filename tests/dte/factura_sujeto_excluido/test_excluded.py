"""Purchases from who is excluded from IVA (14): made, judged and reduced, in either version."""

from decimal import Decimal
from typing import Any

import pytest
from tests.dte.factura_sujeto_excluido.sales import bought, fse, labour, seller
from tests.dte.support import document, found, refusals, resumen, warnings

from facturaxpress import dte
from facturaxpress.dte.documents.factura_sujeto_excluido.renta import lines_withheld

D = Decimal
SERVICES = dte.Readings(reteRenta14="servicios")
WITHHELD = {"retieneRenta": True}


def test_the_figures_of_a_purchase() -> None:
    sale = fse(bought(D("2.345678"), 3, montoDescu=D("0.5")), bought(D("0.005")), resumen={"descu": D("1.10")})
    made = document(sale, version=2)
    assert [item["compra"] for item in made["cuerpoDocumento"]] == [D("6.537034"), D("0.005")]
    summary = made["resumen"]
    assert {name: summary[name] for name in ("totalCompra", "descu", "totalDescu", "subTotal", "totalPagar")} == {
        "totalCompra": D("6.54"),
        "descu": D("1.1"),
        "totalDescu": D("1.6"),
        "subTotal": D("5.44"),
        "totalPagar": D("5.44"),
    }
    assert (summary["reteRenta"], summary["condicionOperacion"]) == (0, 1)
    assert summary["totalLetras"] == "CINCO 44/100 DÓLARES"
    old = document(sale, version=1)
    assert old["sujetoExcluido"]["nombre"] == "PROVEEDOR DE PRUEBA"
    assert (old["resumen"]["ivaRete1"], old["resumen"]["totalPagar"]) == (0, D("5.44"))


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize(
    ("lines", "descu", "readings", "renta"),
    [
        ([labour(150), bought(10, 3)], 0, dte.Readings(), "18.00"),
        ([labour(150), bought(10, 3)], 0, SERVICES, "15.00"),
        ([labour(150), bought(10, 3, retieneRenta=False)], 0, dte.Readings(), "15.00"),
        ([labour(150), bought(10, 3, retieneRenta=True)], 0, SERVICES, "18.00"),
        ([labour(150), bought(10, 3)], 18, dte.Readings(), "16.20"),
        ([labour(150), bought(10, 3)], 18, SERVICES, "13.50"),
        ([labour(D("0.05"))], 0, dte.Readings(), "0.01"),
        ([labour(D("0.04"))], 0, dte.Readings(), "0.00"),
    ],
)
def test_income_tax_is_withheld_on_the_lines_it_is_due_on(
    lines: list[dict[str, Any]], descu: int, readings: dte.Readings, renta: str, version: int
) -> None:
    sale = fse(*lines, resumen={"descu": descu, **WITHHELD})
    summary = resumen(sale, version=version, readings=readings)
    assert summary["reteRenta"] == D(renta)
    assert summary["totalPagar"] == summary["subTotal"] - D(renta)
    assert summary["pagos"][0]["montoPago"] == summary["totalPagar"]


def test_nothing_is_withheld_unless_it_is_asked_for() -> None:
    assert resumen(fse(labour(), resumen={"retieneRenta": False}), version=2)["reteRenta"] == 0
    assert resumen(fse(labour(retieneRenta=False), bought(10)), version=2)["reteRenta"] == 0
    assert warnings(fse(labour(retieneRenta=False), resumen=WITHHELD), version=2) == [
        ("withholding-nothing", "resumen.retieneRenta")
    ]


@pytest.mark.parametrize(
    ("sent", "refused"),
    [
        (18, []),
        (15, []),
        (3, []),
        (D("15.01"), []),
        (D("15.02"), [("computed", "resumen.reteRenta")]),
        (D("20"), [("computed", "resumen.reteRenta")]),
    ],
)
def test_an_amount_that_was_sent_says_on_which_lines(sent: Any, refused: list[tuple[str, str]]) -> None:
    sale = fse(labour(150), bought(10, 3), resumen={"reteRenta": sent})
    assert refusals(sale, version=2) == refused


@pytest.mark.parametrize(
    ("lines", "summary", "readings", "right"),
    [
        ([labour(150), bought(10, 3)], WITHHELD, dte.Readings(), 18),
        ([labour(150), bought(10, 3)], WITHHELD, SERVICES, 15),
        ([labour(150), bought(10, 3, retieneRenta=False)], {}, dte.Readings(), 15),
        ([labour(150), bought(10, 3, retieneRenta=True)], {}, dte.Readings(), 3),
    ],
)
def test_beside_a_flag_an_amount_is_compared(
    lines: list[dict[str, Any]], summary: dict[str, Any], readings: dte.Readings, right: int
) -> None:
    for sent in (3, 15, 18):
        refused = [] if sent == right else [("computed", "resumen.reteRenta")]
        sale = fse(*lines, resumen={**summary, "reteRenta": sent})
        assert refusals(sale, version=2, readings=readings) == refused


@pytest.mark.parametrize("version", [1, 2])
def test_the_flag_of_a_line_counts_by_itself(version: int) -> None:
    made = document(fse(labour(150, retieneRenta=True), bought(10, 3)), version=version)
    assert made["resumen"]["reteRenta"] == 15
    assert document(dte.reduce(made), version=version) == made
    against = fse(labour(150, retieneRenta=True), resumen={"retieneRenta": False})
    assert refusals(against, version=version) == [("withholding-contradiction", "cuerpoDocumento[0].retieneRenta")]


def test_an_amount_against_a_flag_is_refused() -> None:
    sale = fse(labour(150), resumen={"retieneRenta": False, "reteRenta": 15})
    assert refusals(sale, version=2) == [("withholding-contradiction", "resumen.reteRenta")]


def test_iva_withheld_is_of_version_1_only() -> None:
    sale = fse(resumen={"ivaRete": 13})
    old = resumen(sale, version=1)
    assert (old["ivaRete1"], old["totalPagar"]) == (13, 87)
    assert found(dte.validate(document(sale, version=1))) == []
    assert document(dte.reduce(document(sale, version=1)), version=1) == document(sale, version=1)
    assert refusals(sale, version=2) == [("only-other-structure", "resumen.ivaRete")]


@pytest.mark.parametrize("version", [1, 2])
def test_the_dui_is_written_without_hyphen(version: int) -> None:
    made = document(fse(), version=version)
    assert made["receptor" if version == 2 else "sujetoExcluido"]["numDocumento"] == "012345678"
    assert document(fse(receptor=seller(numDocumento="01234567-8")), version=version) == made
    assert refusals(fse(receptor=seller(numDocumento="0123456789")), version=version) == [
        ("dui-form", "receptor.numDocumento")
    ]


def test_the_name_of_the_activity_comes_from_its_code() -> None:
    made = document(fse(receptor=seller(codActividad="01134")), version=2)
    assert made["receptor"]["descActividad"]


@pytest.mark.parametrize("version", [1, 2])
def test_a_document_reduced_and_issued_again_is_the_same(version: int) -> None:
    sales = (
        fse(bought(D("2.5"), 20, montoDescu=5, codigo="A")),
        fse(labour(150), bought(10, 3), resumen=WITHHELD),
        fse(labour(150), bought(10, 3, retieneRenta=False), resumen={"descu": 18, **WITHHELD}),
        fse(labour(150, retieneRenta=False), bought(10, 3), resumen=WITHHELD),
        fse(resumen={"condicionOperacion": 2, "pagos": [{"codigo": "13", "plazo": "01", "periodo": 30}]}),
        fse(resumen={"observaciones": "Nota"}, apendice=[{"campo": "campo", "etiqueta": "Etiqueta", "valor": "x"}]),
    )
    for sale in sales:
        made = document(sale, version=version)
        assert found(dte.validate(made)) == []
        assert document(dte.reduce(made), version=version) == made


def test_a_document_of_version_1_is_a_sale_of_today() -> None:
    sale = dte.reduce(document(fse(labour(), resumen=WITHHELD), version=1))
    assert sale["receptor"]["nombre"] == "PROVEEDOR DE PRUEBA"
    sale["receptor"]["direccion"]["distrito"] = "17"
    assert resumen(sale, version=2)["reteRenta"] == 10


def test_which_lines_an_amount_was_withheld_on() -> None:
    lines = [(2, D(150)), (1, D(30)), (1, D(7))]
    assert lines_withheld(lines, D(0), D("18.70")) == frozenset({0, 1, 2})
    assert lines_withheld(lines, D(0), D("15.00")) == frozenset({0})
    assert lines_withheld(lines, D(0), D("3.70")) == frozenset({1, 2})
    assert lines_withheld(lines, D("18.70"), D("2.70")) == frozenset({1})
    assert lines_withheld(lines, D(0), D("9.99")) is None
    assert lines_withheld([(1, D(index)) for index in range(40)], D(0), D("9.99")) is None
    assert lines_withheld([], D(0), D("9.99")) is None


# Code, path, version and a sale that breaks the rule.
SALES: list[tuple[str, str, int, dict[str, Any]]] = [
    ("item-kind", "cuerpoDocumento[0].tipoItem", 2, fse(bought(tipoItem=4))),
    ("discount-over-total", "resumen.descu", 2, fse(resumen={"descu": D("100.01")})),
    ("discount-over-line", "cuerpoDocumento[0].montoDescu", 2, fse(bought(montoDescu=101))),
    ("payment-sum", "resumen.pagos[0].montoPago", 2, fse(resumen={"pagos": [{"codigo": "01", "montoPago": 99}]})),
    ("condition", "resumen.condicionOperacion", 2, fse(resumen={"condicionOperacion": 9})),
    ("credit-term", "resumen.pagos", 2, fse(resumen={"condicionOperacion": 2})),
    ("identity-type", "receptor.tipoDocumento", 2, fse(receptor=seller(tipoDocumento="99"))),
    ("address", "receptor.direccion.distrito", 2, fse(receptor=seller(
        direccion={"departamento": "12", "municipio": "22", "distrito": "99", "complemento": "Casa"}))),
    ("required", "receptor.direccion", 1, fse(receptor=seller(direccion=...))),
    ("required", "receptor.numDocumento", 2, fse(receptor=seller(numDocumento=...))),
    ("unknown-field", "cuerpoDocumento[0].ventaGravada", 2, fse(bought(ventaGravada=1))),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "path", "version", "sale"), SALES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_purchase_that_breaks_a_rule_is_told_at_its_place(
    code: str, path: str, version: int, sale: dict[str, Any]
) -> None:
    told = refusals(sale, version=version)
    assert told.count((code, path)) == 1, told


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("totalCompra", D("180.02"), "summary-figure"),
        ("totalDescu", D("0.02"), "summary-figure"),
        ("subTotal", D("179.98"), "summary-figure"),
        ("reteRenta", D("18.02"), "excluded-renta"),
        ("reteRenta", D("17.98"), "excluded-renta"),
        ("totalPagar", D("162.02"), "summary-figure"),
    ],
)
def test_a_wrong_figure_is_told_at_its_place(field: str, value: Decimal, code: str, version: int) -> None:
    made = document(fse(labour(150), bought(10, 3), resumen=WITHHELD), version=version)
    made["resumen"][field] = value
    report = dte.validate(made)
    assert (code, f"resumen.{field}") in found(report)
    (fault,) = [fault for fault in report.faults if fault.path == f"resumen.{field}"]
    assert fault.fix_en


def test_income_tax_on_any_lines_passes() -> None:
    for chosen in ("18.00", "15.00", "3.00"):
        made = document(fse(labour(150), bought(10, 3), resumen={"reteRenta": D(chosen)}), version=2)
        assert made["resumen"]["reteRenta"] == D(chosen)
        assert found(dte.validate(made)) == []
    many = [bought(index + 1) for index in range(20)]
    made = document(fse(*many, resumen=WITHHELD), version=2)
    made["resumen"] |= {"reteRenta": D("20.99"), "totalPagar": D("189.01"), "totalLetras": "X 01/100"}
    made["resumen"]["pagos"][0]["montoPago"] = D("189.01")
    assert found(dte.validate(made)) == []
    made["resumen"]["reteRenta"] = D("21.02")
    assert ("excluded-renta", "resumen.reteRenta") in found(dte.validate(made))


def test_a_right_purchase_passes() -> None:
    for sale in (fse(), fse(labour(), resumen=WITHHELD), fse(bought(montoDescu=1), resumen={"descu": 1})):
        for version in (1, 2):
            report = dte.validate(document(sale, version=version))
            assert (report.faults, report.warnings) == ((), ())
            assert warnings(sale, version=version) == []


def test_harmless_values_break_no_rule() -> None:
    for version in (1, 2):
        made = document(fse(labour(), resumen=WITHHELD), version=version)
        for section in list(made):
            assert dte.validate({**made, section: 5}).faults
            assert dte.validate({**made, section: {}}).faults
            assert dte.validate({**made, section: [{}]}).faults


PROVED = {"excluded-renta"}


@pytest.mark.parametrize("wrong", ["x", True, [1], D("NaN"), D("1E+60")])
@pytest.mark.parametrize("place", ["compra", "descu", "reteRenta"])
def test_what_is_no_amount_is_reduced_all_the_same(place: str, wrong: Any) -> None:
    made = document(fse(resumen={"retieneRenta": True}))
    holder = made["cuerpoDocumento"][0] if place == "compra" else made["resumen"]
    holder[place] = wrong
    assert dte.reduce(made)["tipoDte"] == "14"


@pytest.mark.parametrize(
    ("prices", "renta"), [(("100.045",), "10.01"), (("50.0225", "50.0225"), "10.01"), (("100.044",), "10")]
)
def test_the_tax_of_the_whole_purchase_is_10_percent_of_its_rounded_sub_total(
    prices: tuple[str, ...], renta: str
) -> None:
    sale = fse(*[labour(D(price)) for price in prices], resumen={"retieneRenta": True})
    whole = document(sale)
    assert whole["resumen"]["reteRenta"] == D(renta)
    assert dte.validate(whole).ok
    assert document(dte.reduce(whole)) == whole
