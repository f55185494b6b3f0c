"""A document turned back into its sale, and made again of it."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.dte.support import CONSUMIDOR, ccf, charge, context, document, fe, line

from facturaxpress import dte

D = Decimal
OTHER_CODE = "7C1D2F5A-0B3E-4D6C-9A81-5E4F3D2C1B0A"


def test_the_sale_of_a_document_makes_the_same_document() -> None:
    sales = (
        fe(),
        fe(line(D("11.3"), 2, montoDescu=1, codigo="A"), line(5, tipoVenta="exenta"), line(5, tipoVenta="noSujeta")),
        fe(line(113, tributos=["59"]), charge(D("-0.50")), receptor=CONSUMIDOR, resumen={"retieneIva": True}),
        fe(line(), charge(-20)),
        fe(establecimiento="S001", fecEmi="2026-09-14"),
        ccf(line(1000), resumen={"retieneIva": True, "percibeIva": True, "observaciones": "Nota"}),
        ccf(line(20, 10, psv=28, tributos=["20", "C5"]), line(4, 50, uniMedida=22, tributos=["20", "D1", "C8"])),
        ccf(line(tributos=["20", "D5"]), resumen={"tributos": [{"codigo": "D5", "valor": 3}]}),
        ccf({"codTributo": "57", "descripcion": "Impuesto", "precioUni": 32}, line(0)),
        ccf(resumen={"condicionOperacion": 2, "pagos": [{"codigo": "13", "plazo": "01", "periodo": 30}]}),
        ccf(
            line(numeroDocumento=OTHER_CODE),
            documentoRelacionado=[
                {
                    "tipoDocumento": "04",
                    "tipoGeneracion": 2,
                    "numeroDocumento": OTHER_CODE,
                    "fechaEmision": "2026-09-01",
                }
            ],
            ventaTercero={"nit": "02100101991034", "nombre": "MANDANTE", "codDomiciliado": 1},
            otrosDocumentos=[{"codDocAsociado": 1, "descDocumento": "Permiso", "detalleDocumento": "Detalle"}],
            apendice=[{"campo": "ruta", "etiqueta": "Ruta", "valor": "3"}],
        ),
    )
    for sale in sales:
        made = document(sale)
        assert document(dte.reduce(made)) == made
        assert dte.reduce(document(dte.reduce(made))) == dte.reduce(made)


def test_what_the_system_owns_is_left_out() -> None:
    sale = dte.reduce(document(ccf()))
    assert set(sale) == {
        "tipoDte",
        "establecimiento",
        "puntoVenta",
        "fecEmi",
        "receptor",
        "cuerpoDocumento",
        "resumen",
    }
    assert set(sale["cuerpoDocumento"][0]) == {"tipoItem", "cantidad", "uniMedida", "descripcion", "precioUni"}
    assert set(sale["resumen"]) == {"condicionOperacion", "pagos"}


def test_documents_of_1x_become_sales_of_today(mh: Path) -> None:
    moment = datetime(2026, 12, 1, 18, tzinfo=UTC)
    place = dte.Direccion("06", "23", "14", "Calle Nueva")
    for path in sorted((mh / "samples" / "1.x").glob("0[13]__*.json")):
        old = dte.parse_json(path.read_bytes())
        sale = dte.reduce(old, regime="2.0")
        for key in ("fecEmi", "establecimiento", "puntoVenta"):
            sale.pop(key, None)
        if sale.get("receptor", {}).get("direccion"):
            sale["receptor"]["direccion"] = {name: getattr(place, name) for name in place.__struct_fields__}
        if old["resumen"]["condicionOperacion"] == 2 and not old["resumen"]["pagos"]:
            sale["resumen"]["pagos"] = [{"codigo": "13", "plazo": "01", "periodo": 30}]
        new = dte.build(sale, context(now=moment, readings=dte.Readings(montoTotalOperacion03="A"))).preview()
        for name in ("totalGravada", "totalNoSuj", "subTotal", "montoTotalOperacion", "totalPagar"):
            assert abs(new["resumen"][name] - old["resumen"][name]) <= D("0.01"), (path.name, name)
        assert [item["descripcion"] for item in new["cuerpoDocumento"]] == [
            item["descripcion"] for item in old["cuerpoDocumento"]
        ]


def test_a_document_that_is_not_known() -> None:
    for own in ({}, {"tipoDte": "05", "version": 9}, {"tipoDte": "01", "version": 3}):
        with pytest.raises(dte.FaultError):
            dte.reduce({"identificacion": own})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("receptor", "X"),
        ("cuerpoDocumento", None),
        ("cuerpoDocumento", {}),
        ("cuerpoDocumento[0]", 5),
        ("cuerpoDocumento[0].tributos", "20"),
        ("resumen", None),
        ("resumen", []),
        ("resumen.tributos", {"codigo": "20"}),
        ("resumen.tributos[0]", "20"),
        ("resumen.pagos", 5),
        ("resumen.pagos[0]", None),
        ("extension", "X"),
        ("identificacion", "X"),
    ],
)
def test_what_is_no_document_is_told_at_its_place(path: str, value: Any) -> None:
    made = document(ccf())
    *parents, last = [int(part) if part.isdigit() else part for part in re.findall(r"\w+", path)]
    node: Any = made
    for part in parents:
        node = node[part]
    node[last] = value
    with pytest.raises(dte.FaultError) as caught:
        dte.reduce(made)
    assert [(fault.code, fault.path) for fault in caught.value.faults] == [("wrong-type", path)]


@pytest.mark.parametrize("whole", [None, [], "x", 5, {}, {"identificacion": {"tipoDte": ["01"], "version": {}}}])
def test_anything_at_all_is_refused_with_a_fault(whole: Any) -> None:
    with pytest.raises(dte.FaultError):
        dte.reduce(whole)
