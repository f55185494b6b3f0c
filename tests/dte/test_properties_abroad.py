"""What holds for every export, purchase from the excluded and donation (11, 14, 15), under both regimes."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.dte.comprobante_donacion.sales import ABROAD, DONOR, RESOLUTION
from tests.dte.factura_exportacion.sales import CUSTOMER, CUSTOMS
from tests.dte.factura_sujeto_excluido.sales import SELLER
from tests.dte.strategies import cents, decimals, json_values, quantities, texts
from tests.dte.support import document, found
from tests.dte.test_schemas import OF_MH

from facturaxpress import dte
from facturaxpress.dte.money import r2, r8
from facturaxpress.dte.structures import LAWS

D = Decimal
prices = st.one_of(st.integers(1, 2000), decimals("0.01", "999.99", 2), decimals("0.00000001", "99.99999999", 8))
units = st.sampled_from([59, 34, 23, 99, 1])
often = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def lines(draw: st.DrawFn, kinds: list[int]) -> dict[str, Any]:
    quantity, price = draw(quantities), draw(prices)
    most = quantity * price * draw(st.sampled_from([D(0), D("0.1"), D("0.333")]))
    return {
        "tipoItem": draw(st.sampled_from(kinds)),
        "cantidad": quantity,
        "uniMedida": draw(units),
        "descripcion": draw(texts),
        "precioUni": price,
        "montoDescu": most.quantize(D("0.00000001"), "ROUND_DOWN"),
    }


def amount(line: dict[str, Any]) -> Decimal:
    return r8(line["cantidad"] * line["precioUni"] - line["montoDescu"])


@st.composite
def exports(draw: st.DrawFn) -> dict[str, Any]:
    kinds = draw(st.sampled_from([[1], [2], [1, 2]]))
    body = draw(st.lists(lines(kinds), min_size=1, max_size=5))
    whole = sum((amount(line) for line in body), D(0))
    # 1.x has no export that comes to nothing.
    assume(whole >= D("0.01"))
    resumen: dict[str, Any] = {"seguro": draw(cents), "flete": draw(cents)}
    if whole >= 1:
        resumen["descuGravada"] = r2(whole * draw(st.sampled_from([D(0), D("0.05"), D("0.9")])))
    goods = any(line["tipoItem"] == 1 for line in body)
    if goods:
        resumen["codIncoterms"] = draw(st.sampled_from(["01", "09", "11"]))
    charges = draw(st.lists(decimals("-40.00", "40.00", 2).filter(bool), max_size=2))
    body += [{"descripcion": "Cargo o abono", "tipoVenta": "noGravado", "noGravado": value} for value in charges]
    sale: dict[str, Any] = {
        "tipoDte": "11",
        "receptor": {**CUSTOMER, "codPais": draw(st.sampled_from(["GT", "US", "9447", "ZW"]))},
        "cuerpoDocumento": body,
        "resumen": resumen,
    }
    if goods:
        sale["emisor"] = dict(CUSTOMS)
    if draw(st.booleans()):
        sale["ventaTercero"] = {"nit": "02100101991034", "nombre": "MANDANTE", "codDomiciliado": 1}
    return sale


@st.composite
def purchases(draw: st.DrawFn) -> dict[str, Any]:
    body = draw(st.lists(lines([1, 2, 3]), min_size=1, max_size=5))
    whole = sum((amount(line) for line in body), D(0))
    resumen: dict[str, Any] = {"retieneRenta": draw(st.booleans())}
    if whole >= 1:
        resumen["descu"] = r2(whole * draw(st.sampled_from([D(0), D("0.05"), D("0.9")])))
    for line in body:
        if draw(st.booleans()):
            # A line may opt out of what the summary says, not into what it denies.
            line["retieneRenta"] = resumen["retieneRenta"] and draw(st.booleans())
    return {"tipoDte": "14", "receptor": dict(SELLER), "cuerpoDocumento": body, "resumen": resumen}


@st.composite
def donations(draw: st.DrawFn) -> dict[str, Any]:
    body: list[dict[str, Any]] = []
    for kind in draw(st.lists(st.sampled_from([1, 2, 3]), min_size=1, max_size=5)):
        line: dict[str, Any] = {"tipoDonacion": kind, "descripcion": draw(texts), "valorUni": draw(prices)}
        if kind != 1:
            line["cantidad"] = draw(quantities)
        if kind == 2:
            line["uniMedida"] = draw(units)
            most = line["cantidad"] * line["valorUni"] * draw(st.sampled_from([D(0), D("0.25"), D(1)]))
            line["tipoDepreciacion"] = most.quantize(D("0.00000001"), "ROUND_DOWN")
        body.append(line)
    return {
        "tipoDte": "15",
        "receptor": draw(st.sampled_from([DONOR, ABROAD])),
        "otrosDocumentos": [RESOLUTION],
        "cuerpoDocumento": body,
    }


@pytest.fixture(scope="module")
def schemas(mh: Path) -> dict[tuple[str, int], jsonschema_rs.Draft7Validator]:
    return {
        key: jsonschema_rs.Draft7Validator(
            json.loads((mh / "schemas" / OF_MH[key]).read_text("utf-8"), parse_float=Decimal), validate_formats=True
        )
        for key in LAWS
        if key[0] in {"11", "14", "15"}
    }


@pytest.mark.slow
@often
@given(sale=st.one_of(exports(), purchases(), donations()))
def test_a_right_input_makes_a_right_document_of_either_version(
    sale: dict[str, Any], schemas: dict[tuple[str, int], jsonschema_rs.Draft7Validator]
) -> None:
    made = {}
    for (tipo, version), judge in schemas.items():
        if tipo == sale["tipoDte"]:
            whole = made[version] = document(sale, version=version)
            judge.validate(whole)
            assert found(dte.validate(whole)) == []
            again = document(dte.reduce(whole), version=version)
            assert again["cuerpoDocumento"] == whole["cuerpoDocumento"]
            assert again["resumen"] == whole["resumen"]
    old, new = (made[version]["resumen"] for version in sorted(made))
    for name in ("totalPagar", "totalCompra", "reteRenta", "valorTotal", "montoTotalOperacion", "pagos", "totalLetras"):
        assert old.get(name) == new.get(name), name


@often
@given(sale=exports())
def test_exports_add_up(sale: dict[str, Any]) -> None:
    made = document(sale, version=3)
    own, body = made["resumen"], made["cuerpoDocumento"]
    assert own["totalGravada"] == r2(D(sum(item["ventaGravada"] for item in body)))
    assert own["montoTotalOperacion"] == own["totalGravada"] - own["descuGravada"] + own["seguro"] + own["flete"]
    due = own["montoTotalOperacion"] + own["totalNoGravado"]
    assert (own["totalPagar"], own["saldoFavor"]) == (max(due, 0), min(due, 0))
    assert [entry["codigo"] for entry in own["tributos"]] == ["C3"]


@often
@given(sale=purchases())
def test_purchases_add_up(sale: dict[str, Any]) -> None:
    made = document(sale, version=2)
    own, body = made["resumen"], made["cuerpoDocumento"]
    whole = D(sum(item["compra"] for item in body))
    assert own["totalCompra"] == r2(whole)
    assert own["subTotal"] == own["totalCompra"] - own["descu"]
    subject = D(
        sum(item["compra"] for item, line in zip(body, sale["cuerpoDocumento"], strict=True)
            if line.get("retieneRenta", True))
    )  # fmt: skip
    tax = subject / 10 * (whole - own["descu"]) / whole if sale["resumen"]["retieneRenta"] and whole else D(0)
    # Half a cent, and a tenth of the half cent by which subTotal itself was rounded.
    assert abs(own["reteRenta"] - tax) <= D("0.0055")
    assert own["totalPagar"] == own["subTotal"] - own["reteRenta"]


@often
@given(sale=donations())
def test_donations_add_up(sale: dict[str, Any]) -> None:
    made = document(sale, version=2)
    body = made["cuerpoDocumento"]
    for item in body:
        assert item["valor"] == r8(D(item["cantidad"] * item["valorUni"] - item["tipoDepreciacion"]))
    assert made["resumen"]["valorTotal"] == r2(D(sum(item["valor"] for item in body)))
    money = r2(D(sum(item["valor"] for item in body if item["tipoDonacion"] == 1)))
    paid = sum(entry["montoPago"] for entry in made["resumen"]["pagos"] or ())
    assert paid == money


@pytest.mark.parametrize(
    ("tipo", "base"),
    [
        ("11", {"receptor": CUSTOMER, "emisor": CUSTOMS}),
        ("14", {"receptor": SELLER}),
        ("15", {"receptor": DONOR, "otrosDocumentos": [RESOLUTION]}),
    ],
)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_nothing_that_is_sent_breaks_it(tipo: str, base: dict[str, Any], data: st.DataObject) -> None:
    """Whatever stands in the input, it is made or refused, and never anything else."""
    fields = st.sampled_from(
        ["receptor", "emisor", "otrosDocumentos", "cuerpoDocumento", "resumen", "ventaTercero", "apendice", "fecEmi"]
    )
    sale = {"tipoDte": tipo, **base, **data.draw(st.dictionaries(fields, json_values, max_size=3))}
    names = {
        "11": ["tipoItem", "noGravado", "tributos", "codTributo", "tipoVenta", "ventaGravada", "cantidad"],
        "14": ["tipoItem", "retieneRenta", "compra", "montoDescu", "cantidad", "precioUni"],
        "15": ["tipoDonacion", "tipoDepreciacion", "valorUni", "valor", "cantidad", "uniMedida"],
    }[tipo]
    line = data.draw(st.dictionaries(st.sampled_from(names), json_values, max_size=5))
    sale.setdefault("cuerpoDocumento", [line])
    for version in (key[1] for key in LAWS if key[0] == tipo):
        faults: tuple[dte.Fault, ...] = ()
        try:
            document(sale, version=version)
        except dte.FaultError as error:
            faults = error.faults
        assert all(fault.message.strip() and fault.fix.strip() for fault in faults)
