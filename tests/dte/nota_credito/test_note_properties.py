"""What holds for every note (04, 05, 06) in both regimes: right by MH's schemas, our rules and the sandbox."""

import copy
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.dte.nota_credito.sales import ADJUSTED, CERTIFICATE, RELATED, note, over_retention
from tests.dte.nota_remision.sales import remission
from tests.dte.strategies import amount, decimals, json_values, prices, quantities, texts
from tests.dte.support import MANY, document, found, refusals
from tests.dte.test_properties import places, sandbox_accepts, validator

from facturaxpress import dte
from facturaxpress.dte import building

D = Decimal
OF_MH = {
    ("04", 3): "1.x/fe-nr-v3.json",
    ("04", 4): "2.0/v4/fe-nr-v4.json",
    ("05", 3): "1.x/fe-nc-v3.json",
    ("05", 4): "2.0/v4/fe-nc-v4.json",
    ("06", 3): "1.x/fe-nd-v3.json",
    ("06", 4): "2.0/v4/fe-nd-v4.json",
}
OTHERS = [RELATED, RELATED | {"numeroDocumento": CERTIFICATE, "fechaEmision": "2026-09-01"}]
CODES = ("59", "71", "D1", "C8", "D5")
often = settings(max_examples=MANY, deadline=None)


@pytest.fixture(scope="module")
def of_mh(mh: Path) -> dict[tuple[str, int], jsonschema_rs.Draft7Validator]:
    return {key: validator(json.loads((mh / "schemas" / name).read_text("utf-8"))) for key, name in OF_MH.items()}


@st.composite
def lines(draw: st.DrawFn) -> dict[str, Any]:
    quantity, price = draw(quantities), draw(prices)
    result: dict[str, Any] = {
        "tipoItem": draw(st.integers(1, 3)),
        "cantidad": quantity,
        "uniMedida": draw(st.sampled_from([59, 34, 99])),
        "descripcion": draw(texts),
        "precioUni": price,
    }
    if draw(st.booleans()):
        share = draw(st.sampled_from([D(0), D("0.1"), D("0.333"), D(1)]))
        result["montoDescu"] = (quantity * price * share).quantize(D("0.00000001"), rounding="ROUND_DOWN")
    kind = draw(st.sampled_from([None, "gravada", "exenta", "noSujeta"]))
    if kind is not None:
        result["tipoVenta"] = kind
    if kind in (None, "gravada") and amount(result) > 0 and draw(st.booleans()):
        own = draw(st.lists(st.sampled_from(CODES), unique=True, max_size=3))
        result["tributos"] = ["20", *own]
        if {"D1", "C8"} & set(own):
            result["uniMedida"] = 22
    return result


@st.composite
def notes(draw: st.DrawFn, *, both: bool = True) -> dict[str, Any]:
    """An input of 04, 05 or 06; `both` keeps to what both regimes can say."""
    tipo = draw(st.sampled_from(["04", "05", "06"]))
    body = draw(st.lists(lines(), min_size=1, max_size=5))
    # A note of 1.x amounts to something.
    body.append({"tipoItem": 1, "cantidad": 1, "uniMedida": 59, "descripcion": "Ajuste", "precioUni": 10})
    if draw(st.booleans()):
        code = draw(st.sampled_from(["A8", "57", "90", "A6"]))
        body.append(
            {"codTributo": code, "descripcion": "Impuesto especial", "precioUni": draw(decimals("0.01", "99.99", 2))}
        )
    stated = (
        [{"codigo": "D5", "valor": draw(decimals("0.00", "50.00", 2))}]
        if any("D5" in line.get("tributos", ()) for line in body)
        else []
    )
    summary: dict[str, Any] = {"tributos": stated}
    if draw(st.booleans()):
        summary["observaciones"] = draw(texts)
    if tipo == "04":
        if draw(st.booleans()):
            summary |= {"descuGravada": draw(decimals("0.00", "9.99", 2)), "porcentajeDescuento": 5}
        return remission(*body, resumen=summary)
    related = draw(st.sampled_from([OTHERS[:1], OTHERS]))
    for index, line in enumerate(body):
        line["numeroDocumento"] = related[index % len(related)]["numeroDocumento"]
    for flag in ("retieneIva", "percibeIva"):
        if draw(st.booleans()):
            summary[flag] = True
    summary["condicionOperacion"] = draw(st.integers(1, 3))
    if not both:
        for value in draw(st.lists(decimals("-40.00", "40.00", 2).filter(bool), max_size=2)):
            charge = {"descripcion": "Cargo o abono", "tipoVenta": "noGravado", "noGravado": value}
            body.append(charge | {"numeroDocumento": ADJUSTED})
        for line in draw(st.lists(st.sampled_from(body), max_size=2)):
            line["ivaRete"] = 0
    return note(*body, tipo=tipo, documentoRelacionado=related, resumen=summary)


@st.composite
def notes_of_2_0(draw: st.DrawFn) -> dict[str, Any]:
    """With charges, and lines that differ in what is withheld; or over comprobantes de retención."""
    if draw(st.booleans()):
        return draw(notes(both=False))
    bases = st.builds(lambda base: {"descripcion": "Base", "precioUni": base}, decimals("0.01", "9999.99", 2))
    return over_retention(
        *draw(st.lists(bases, min_size=1, max_size=4)),
        code=draw(st.sampled_from(["22", "C4"])),
    )


def right(made: dict[str, Any], of_mh: dict[tuple[str, int], jsonschema_rs.Draft7Validator]) -> None:
    own = made["identificacion"]
    of_mh[own["tipoDte"], own["version"]].validate(made)
    assert found(dte.validate(made)) == []
    sandbox_accepts(made)


def adds_up(made: dict[str, Any]) -> None:
    """Reckoned anew and plainly."""
    items, own = made["cuerpoDocumento"], made["resumen"]
    for total, column in (
        ("totalNoSuj", "ventaNoSuj"),
        ("totalExenta", "ventaExenta"),
        ("totalGravada", "ventaGravada"),
        ("totalNoGravado", "noGravado"),
        ("ivaRete", "ivaRete"),
        ("ivaPerci", "ivaPerci"),
        ("totalIva", "totalIva"),
    ):
        if total in own and column in items[0]:
            assert abs(sum(item[column] for item in items) - own[total]) <= D("0.005")
    discount = sum(own.get(name, 0) for name in ("descuNoSuj", "descuExenta", "descuGravada"))
    added = sum(entry["valor"] for entry in own["tributos"] or ())
    sales = own["subTotalVentas"] - discount
    rete, perci = own.get("ivaRete", own.get("ivaRete1", 0)), own.get("ivaPerci", own.get("ivaPerci1", 0))
    if "totalPagar" in own:
        assert own["montoTotalOperacion"] == sales + added
        assert own["totalPagar"] == max(0, sales + added + perci - rete + own["totalNoGravado"])
    else:
        assert own["montoTotalOperacion"] == sales + added + perci - rete
    if "ivaRete1" in own:
        assert abs(rete - (own["totalGravada"] - discount) * D("0.01") * bool(rete)) <= D("0.005")


@pytest.mark.slow
@settings(max_examples=MANY, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sale=notes())
def test_a_right_note_is_right_in_both_regimes(sale: dict[str, Any], of_mh: dict[Any, Any]) -> None:
    for version in (3, 4):
        made = document(sale, version=version)
        right(made, of_mh)
        adds_up(made)
        assert document(dte.reduce(made), version=version) == made


@pytest.mark.slow
@settings(max_examples=MANY, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sale=notes_of_2_0())
def test_what_only_2_0_can_say_is_right_there(sale: dict[str, Any], of_mh: dict[Any, Any]) -> None:
    made = document(sale, version=4)
    right(made, of_mh)
    adds_up(made)
    assert document(dte.reduce(made), version=4) == made
    assert document(made, version=4) == made


@often
@given(sale=notes())
def test_a_note_of_one_regime_issued_in_the_other(sale: dict[str, Any]) -> None:
    old, new = (document(sale, version=version) for version in (3, 4))
    assert document(dte.reduce(new, regime="1.x"), version=3) == old
    again = dte.reduce(old, regime="2.0")
    again["receptor"]["direccion"]["distrito"] = "11"
    assert document(again, version=4) == new


@often
@given(data=st.data())
def test_whatever_is_sent_ends_in_a_note_or_in_faults(data: st.DataObject) -> None:
    sale = copy.deepcopy(data.draw(st.one_of(notes(), notes_of_2_0())))
    for _ in range(data.draw(st.integers(1, 3))):
        holder, key = data.draw(st.sampled_from(list(places(sale))))
        holder[key] = data.draw(json_values)
    for version in (3, 4):
        quick = refusals(sale, version=version)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(building, "converted", lambda raw, form: None)
            assert refusals(sale, version=version) == quick
        if not quick and sale.get("tipoDte") in ("04", "05", "06"):
            assert found(dte.validate(document(sale, version=version))) == []


@often
@given(data=st.data())
def test_any_change_to_a_note_is_judged(data: st.DataObject) -> None:
    sale = data.draw(st.sampled_from([note(), over_retention(), remission()]))
    made = document(sale, version=data.draw(st.sampled_from([3, 4])) if "codigoRetencionMH" not in str(sale) else 4)
    holder, key = data.draw(st.sampled_from(list(places(made))))
    holder[key] = data.draw(json_values)
    report = dte.validate(made)
    for fault in (*report.faults, *report.warnings):
        assert fault.message
        assert fault.message_en
