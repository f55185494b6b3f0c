"""MH's sample documents of 11, 14 and 15 in both regimes: right, and the same again when reduced and issued."""

import copy
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from facturaxpress import dte

D = Decimal
NAMES = (
    "1.x/11__v1__01",
    "1.x/11__v1__02",
    "1.x/14__v1__01",
    "1.x/14__v1__02",
    "1.x/14__v1__03",
    "1.x/15__v1__01",
    "2.0/11__v3__compra_tercero",
    "2.0/11__v3__goods_fca_insurance_freight",
    "2.0/11__v3__goods_plus_service_item",
    "2.0/11__v3__services",
    "2.0/14__v2__contingency",
    "2.0/14__v2__discount_item",
    "2.0/14__v2__global_discount",
    "2.0/14__v2__mixed",
    "2.0/15__v2__cash",
    "2.0/15__v2__mixed_foreign",
)
OF_TRANSMISSION = ("tipoModelo", "tipoOperacion", "tipoContingencia", "motivoContin")
"""What contingency writes into a document; a sale knows nothing of it."""
WARNED = {
    # Its words say another amount, and its condition is mixed with one payment only.
    "1.x/11__v1__02": {"mixed-parts", "words-cents"},
}


def load(mh: Path, name: str) -> dict[str, Any]:
    result: dict[str, Any] = dte.parse_json((mh / "samples" / f"{name}.json").read_bytes())
    return result


def context_of(document: dict[str, Any]) -> dte.Context:
    """The context in which a document was issued."""
    own = document["identificacion"]
    emisor = document.get("emisor") or document["donatario"]
    wanted = ("nrc", "nombre", "codActividad", "descActividad", "telefono", "correo")
    place = dte.Establecimiento(
        codigo=emisor.get("codEstableMH") or emisor["codEstable"] or "M001",
        puntosVenta=(emisor.get("codPuntoVentaMH") or emisor["codPuntoVenta"] or "P001",),
    )
    return dte.Context(
        emisor=dte.Emisor(
            **{name: emisor[name] for name in wanted},
            nit=emisor.get("nit") or emisor["numDocumento"],
            nombreComercial=emisor.get("nombreComercial"),
            direccion=msgspec.convert({"distrito": "00", **emisor["direccion"]}, dte.Direccion),
        ),
        establecimientos=(place,),
        ambiente=own["ambiente"],
        now=datetime.fromisoformat(f"{own['fecEmi']}T{own['horEmi']}-06:00"),
        version=own["version"],
    )


def issued(sale: dict[str, Any], sample: dict[str, Any]) -> dict[str, Any]:
    own = sample["identificacion"]
    draft = dte.build(sale, context_of(sample))
    made: dict[str, Any] = draft.preview()
    made["identificacion"] |= {field: own[field] for field in ("numeroControl", "codigoGeneracion")}
    if own["tipoOperacion"] == 2:
        made["identificacion"] |= {field: own[field] for field in OF_TRANSMISSION}
    return made


def test_all_samples_are_here(mh: Path) -> None:
    files = (mh / "samples").glob("*/1[145]__*.json")
    assert sorted(f"{path.parent.name}/{path.stem}" for path in files) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_has_no_fault(name: str, mh: Path) -> None:
    report = dte.validate(load(mh, name))
    assert report.faults == ()
    assert {warning.code for warning in report.warnings} == WARNED.get(name, set())


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("2.0")])
@pytest.mark.parametrize("whole", [False, True], ids=["reduced", "whole"])
def test_a_sample_of_2_0_issued_again_is_the_same(name: str, whole: bool, mh: Path) -> None:
    sample = load(mh, name)
    made = issued(sample if whole else dte.reduce(sample), sample)
    for section, expected in sample.items():
        assert made[section] == expected, section
        if isinstance(expected, dict):
            assert list(made[section]) == list(expected)
    assert list(made) == list(sample)


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("1.x")])
def test_a_sample_of_1_x_issued_again_has_the_same_figures(name: str, mh: Path) -> None:
    sample = load(mh, name)
    sale = dte.reduce(sample)
    for field in ("establecimiento", "puntoVenta"):
        sale.pop(field, None)
    made = issued(sale, sample)
    for old, new in zip(sample["cuerpoDocumento"], made["cuerpoDocumento"], strict=True):
        assert new == old
    for field, value in sample["resumen"].items():
        if isinstance(value, Decimal | int):
            assert abs(made["resumen"][field] - value) <= D("0.01"), field
    giver = "donante" if "donante" in sample else "sujetoExcluido" if "sujetoExcluido" in sample else "receptor"
    assert made[giver] == sample[giver]
    assert made.get("otrosDocumentos") == sample.get("otrosDocumentos")


@pytest.mark.parametrize("name", NAMES)
def test_a_changed_figure_of_a_sample_is_told_at_its_place(name: str, mh: Path) -> None:
    """Two cents in any figure of the summary, and in any amount of a line."""
    sample = load(mh, name)
    for field, value in sample["resumen"].items():
        if not isinstance(value, Decimal | int) or field in GIVEN:
            continue
        changed = copy.deepcopy(sample)
        changed["resumen"][field] = value + D("0.02")
        paths = [fault.path for fault in dte.validate(changed).faults]
        assert f"resumen.{field}" in paths, (field, paths)
    for index, line in enumerate(sample["cuerpoDocumento"]):
        for field in ("ventaGravada", "compra", "valor"):
            if field in line:
                changed = copy.deepcopy(sample)
                changed["cuerpoDocumento"][index][field] += D("0.02")
                paths = [fault.path for fault in dte.validate(changed).faults]
                assert f"cuerpoDocumento[{index}].{field}" in paths, (field, paths)


GIVEN = {
    "porcentajeDescuento",
    "condicionOperacion",
    "totalNoOnerosas",
    # Each changes the total, which is then told instead.
    *("seguro", "flete", "descuento", "descuGravada", "descu", "ivaRete1"),
    "saldoFavor",
}
"""What the issuer gives of a summary, or may hold from before."""
