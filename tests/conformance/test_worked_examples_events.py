"""MH's worked figures of special operations (17), by the ids of `worked-examples.json`.

Their lines are right where the print agrees with itself; where it does not, the corrected values count. The type of
document that the print has (22) is in no catalogue, so 02 stands in its place.
"""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.conformance.worked import Example, examples
from tests.dte.events import told
from tests.dte.support import document

from facturaxpress import dte

D = Decimal
IDS = {"eoe-cci-one-by-one", "eoe-cci-ranges", "eoe-fvs-active", "eoe-fvs-annulled"}
NOW = datetime(2026, 2, 28, 18, tzinfo=UTC)
V1 = {"now": NOW, "version": 1}
RIGHT = {
    # Taxable, sub-total, IVA and total, corrected where the print is wrong.
    "eoe-cci-one-by-one": ("400.42", "400.42", "52.05", "452.47"),
    "eoe-cci-ranges": ("632.70", "632.70", "82.25", "714.95"),
    "eoe-fvs-active": ("416.80", "426.80", "54.18", "480.98"),
    "eoe-fvs-annulled": ("52.15", "52.15", "6.78", "58.93"),
}


def sale(entry: Example) -> dict[str, Any]:
    """The example as an input: what the print leaves empty or contradicts is put right."""
    lines = []
    for given in entry["given"]["cuerpoDocumento"]:
        ranged = given["docDel"] is not None
        line = {
            **{field: given[field] for field in ("codigoGeneracionRef", "numDocumento", "docDel", "docAl", "tributos")},
            "tipoDocumento": "02" if given["tipoDocumento"] == "22" else given["tipoDocumento"],
            "fechaEmision": None if ranged else given["fechaEmision"],
            "descripcion": "Documento de prueba",
            "precioUni": D(given["precioUni"] or "10.00"),
            "tipoVenta": "gravada" if given["tributos"] else "exenta",
        }
        lines.append({key: value for key, value in line.items() if value is not None})
    return {"tipoEvento": "17", "cuerpoDocumento": lines}


@pytest.mark.parametrize("name", sorted(IDS))
def test_the_figures(name: str, mh: Path) -> None:
    entry = examples(mh)[name]
    made = document(sale(entry), **V1)
    printed = entry["expected"]["cuerpoDocumento"]
    wrong = {1} if name == "eoe-fvs-annulled" else set()
    for index, (item, expected) in enumerate(zip(made["cuerpoDocumento"], printed, strict=True)):
        assert item["numItem"] == index + 1
        assert item["cantidad"] == D(entry["given"]["cuerpoDocumento"][index]["cantidad"])
        for column in ("ventaNoSuj", "ventaExenta", "ventaGravada"):
            if column in expected and index not in wrong:
                assert item[column] == D(expected[column]), (index, column)
    summary = made["resumen"]
    got = (summary["totalGravada"], summary["subTotal"], summary["tributos"][0]["valor"], summary["total"])
    assert got == tuple(map(D, RIGHT[name]))
    assert summary["totalLetras"].endswith(f"{RIGHT[name][-1][-2:]}/100 DÓLARES")
    assert dte.validate(made).faults == ()


def test_where_the_print_agrees_with_itself_it_is_ours(mh: Path) -> None:
    expected = examples(mh)["eoe-cci-one-by-one"]["expected"]["resumen"]
    summary = document(sale(examples(mh)["eoe-cci-one-by-one"]), **V1)["resumen"]
    for field in ("totalNoSuj", "totalExenta", "totalGravada", "subTotal", "total"):
        assert summary[field] == D(expected[field])
    assert summary["tributos"][0]["valor"] == D(expected["tributos"][0]["valor"])


def test_the_printed_slips_are_told(mh: Path) -> None:
    shortened = sale(examples(mh)["eoe-fvs-active"]) | {"resumen": {"total": D("470.98")}}
    assert told(shortened, **V1) == [("computed", "resumen.total")]
    doubled = sale(examples(mh)["eoe-fvs-annulled"])
    doubled["cuerpoDocumento"][1]["ventaGravada"] = D("17.30")
    assert told(doubled, **V1) == [("computed", "cuerpoDocumento[1].ventaGravada")]
    uncatalogued = sale(examples(mh)["eoe-fvs-active"])
    uncatalogued["cuerpoDocumento"][0]["tipoDocumento"] = "22"
    assert ("special-document", "cuerpoDocumento[0].tipoDocumento") in told(uncatalogued, **V1)


def test_the_printed_dates_are_a_reading(mh: Path) -> None:
    """K15: the rule in words wants null; the print of the ranges has dates, and both are right in a document."""
    entry = examples(mh)["eoe-cci-ranges"]
    made = document(sale(entry), **V1)
    for item, given in zip(made["cuerpoDocumento"], entry["given"]["cuerpoDocumento"], strict=True):
        item["fechaEmision"] = given["fechaEmision"]
    assert dte.validate(made).faults == ()
