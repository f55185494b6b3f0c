"""What holds for every sale: the document is right by MH's schema and by our own rules, and its parts add up."""

import copy
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.dte.strategies import json_values, sales
from tests.dte.support import CONTEXT, MANY, ccf, context, document, fe, finish, found, refusals

from facturaxpress import dte
from facturaxpress.dte import building
from facturaxpress.dte.arithmetic import line_amount
from facturaxpress.sandbox.rules.arithmetic import check_figures
from facturaxpress.sandbox.rules.sale import check_codes, check_lines, check_summary_tributes

D = Decimal
CENT = D("0.01")
often = settings(max_examples=MANY, deadline=None)


@pytest.fixture(scope="module")
def schemas() -> dict[str, jsonschema_rs.Draft7Validator]:
    """Our own schemas, which another test keeps equal to MH's."""
    return {tipo: validator(dte.schema(tipo, version)) for tipo, version in (("01", 2), ("03", 4))}


def validator(schema: Any) -> jsonschema_rs.Draft7Validator:
    exact = json.loads(json.dumps(schema), parse_float=Decimal)
    return jsonschema_rs.Draft7Validator(exact, validate_formats=True)


@pytest.fixture(scope="module")
def mh_schemas(mh: Path) -> dict[str, jsonschema_rs.Draft7Validator]:
    folder = mh / "schemas" / "2.0"
    return {
        tipo: validator(json.loads((folder / name).read_text("utf-8")))
        for tipo, name in (("01", "v2/fe-f-v2.json"), ("03", "v4/fe-ccf-v4.json"))
    }


@pytest.mark.slow
@settings(max_examples=MANY, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sale=sales())
def test_a_right_sale_makes_a_right_document(
    sale: dict[str, Any], schemas: dict[str, Any], mh_schemas: dict[str, Any]
) -> None:
    made = document(sale)
    for judge in (schemas, mh_schemas):
        judge[sale["tipoDte"]].validate(made)
    assert found(dte.validate(made)) == []
    sandbox_accepts(made)
    adds_up(made)


def sandbox_accepts(made: dict[str, Any]) -> None:
    """The sandbox was written apart from MH's texts: it raises what MH would answer."""
    tipo = made["identificacion"]["tipoDte"]
    check_codes(made)
    check_lines(tipo, made["cuerpoDocumento"])
    check_summary_tributes(tipo, made["resumen"]["tributos"] or ())
    check_figures(tipo, made)


def adds_up(made: dict[str, Any]) -> None:
    """Σ of parts against totals, reckoned here anew and plainly."""
    items, own = made["cuerpoDocumento"], made["resumen"]
    for item in items:
        amount = item["ventaNoSuj"] + item["ventaExenta"] + item["ventaGravada"]
        if not item["noGravado"]:
            assert amount == line_amount(item["cantidad"], item["precioUni"], item["montoDescu"])
    for total, column in (
        ("totalNoSuj", "ventaNoSuj"),
        ("totalExenta", "ventaExenta"),
        ("totalGravada", "ventaGravada"),
        ("totalNoGravado", "noGravado"),
    ):
        assert abs(sum(item[column] for item in items) - own[total]) <= D("0.005")
    assert own["subTotalVentas"] == own["totalNoSuj"] + own["totalExenta"] + own["totalGravada"]
    discounts = own["descuNoSuj"] + own["descuExenta"] + own["descuGravada"]
    assert own["subTotal"] == own["subTotalVentas"] - discounts
    tributes = {entry["codigo"]: entry["valor"] for entry in own["tributos"] or ()}
    added = sum(value for code, value in tributes.items() if code in {"20", "59", "71", "D1", "C8", "D5"})
    perceived = own.get("ivaPerci", 0)
    due = own["subTotal"] + added + perceived - own["ivaRete"] + own["totalNoGravado"]
    assert own["totalPagar"] == max(0, due)
    assert own["saldoFavor"] == min(0, due)
    assert sum(entry["montoPago"] for entry in own["pagos"]) == own["totalPagar"]
    base = own["totalGravada"] - own["descuGravada"]
    if made["identificacion"]["tipoDte"] == "01":
        assert abs(own["totalIva"] - base / D("1.13") * D("0.13")) <= 2 * CENT
        assert own["montoTotalOperacion"] == own["subTotal"] + added
    elif own["totalGravada"]:
        assert abs(tributes["20"] - base * D("0.13")) <= CENT
    assert f"{int(own['totalPagar'] * 100) % 100:02}/100 DÓLARES" in own["totalLetras"]


@often
@given(sale=sales())
def test_a_document_reduced_and_built_again_is_the_same(sale: dict[str, Any]) -> None:
    made = document(sale)
    assert document(dte.reduce(made)) == made
    assert document(made) == made


@often
@given(sale=sales())
def test_the_quick_way_and_the_slow_one_give_the_same_bytes(sale: dict[str, Any]) -> None:
    quick = finish(dte.build(sale, CONTEXT))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "converted", lambda raw, form: None)
        assert finish(dte.build(sale, CONTEXT)) == quick
    assert finish(dte.build(dte.dump_json(sale), CONTEXT)) == quick


def places(node: Any) -> Iterator[tuple[Any, Any]]:
    for key, member in list(node.items()) if isinstance(node, dict) else list(enumerate(node)):
        yield node, key
        if isinstance(member, dict | list):
            yield from places(member)


@often
@given(data=st.data())
def test_whatever_is_sent_ends_in_a_document_or_in_faults(data: st.DataObject) -> None:
    """And what the quick way takes, the slow one takes too."""
    sale = copy.deepcopy(data.draw(sales()))
    for _ in range(data.draw(st.integers(1, 3))):
        holder, key = data.draw(st.sampled_from(list(places(sale))))
        holder[key] = data.draw(json_values)
    quick = refusals(sale)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "converted", lambda raw, form: None)
        assert refusals(sale) == quick
    if not quick:
        assert found(dte.validate(finish(dte.build(sale, context())))) == []


@often
@given(value=json_values)
def test_any_json_is_judged(value: Any) -> None:
    assert dte.validate(value).faults
    with pytest.raises(dte.FaultError):
        dte.build(value, CONTEXT)


@often
@given(data=st.data())
def test_any_change_to_a_document_is_judged(data: st.DataObject) -> None:
    made = document(data.draw(st.sampled_from([fe(), ccf()])))
    holder, key = data.draw(st.sampled_from(list(places(made))))
    holder[key] = data.draw(json_values)
    report = dte.validate(made)
    for fault in (*report.faults, *report.warnings):
        assert fault.message
        assert fault.code
