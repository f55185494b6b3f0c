"""MH's sample documents of 07, 08 and 09 in both regimes: right, and the same again when reduced and issued."""

import copy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.conformance.test_samples_c import issued, load

from facturaxpress import dte

D = Decimal
NAMES = (
    "1.x/07__v1__01",
    "1.x/07__v1__02",
    "1.x/08__v1__01",
    "1.x/09__v1__01",
    "2.0/07__v2__big_amount",
    "2.0/07__v2__fe_base_without_iva",
    "2.0/07__v2__fusion",
    "2.0/07__v2__non_domiciled_13",
    "2.0/08__v2__ccf_only",
    "2.0/08__v2__fe_only",
    "2.0/08__v2__with_percepcion",
    "2.0/09__v2__card_acquirer",
    "2.0/09__v2__with_exempt",
)
WARNED = {
    "1.x/07__v1__01": {"activity"},
    "1.x/08__v1__01": {"words-cents"},
    "1.x/09__v1__01": {"settlement-period-open"},
}
GIVEN = {
    # Each changes the figures made of it, which are then told instead.
    *("valorOperaciones", "montoSinPercepcion", "comision", "ivaPerci"),
    *("porcentComision", "cantidadDoc", "condicionOperacion"),
}
"""What the issuer gives of a summary."""


def figures(document: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The section that holds the figures, and its content."""
    name = "cuerpoDocumento" if document["identificacion"]["tipoDte"] == "09" else "resumen"
    return name, document[name]


def test_all_samples_are_here(mh: Path) -> None:
    files = (mh / "samples").glob("*/0[789]__*.json")
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
        # The samples of 07 write the issuer's keys in another order than their schema.
        if isinstance(expected, dict) and section != "emisor":
            assert list(made[section]) == list(expected)
    assert list(made) == list(sample)


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("1.x")])
def test_a_sample_of_1_x_issued_again_has_the_same_figures(name: str, mh: Path) -> None:
    sample = load(mh, name)
    emisor = sample["emisor"]
    for field, code in (("codEstable", "codigoMH"), ("codPuntoVenta", "puntoVentaMH")):
        emisor.setdefault(field, emisor.get(code))
    sale = dte.reduce(sample)
    for field in ("establecimiento", "puntoVenta"):
        sale.pop(field, None)
    if "activity" in WARNED.get(name, set()):
        sale["receptor"]["codActividad"] = sample["receptor"]["codActividad"] = "35101"
    made = issued(sale, sample)
    section, summary = figures(sample)
    for field, value in summary.items():
        if isinstance(value, Decimal | int):
            assert abs(made[section][field] - value) <= D("0.01"), field
    assert made["receptor"] == sample["receptor"]
    assert (made["extension"], made["apendice"]) == (sample["extension"], sample["apendice"])
    if section == "resumen":
        for old, new in zip(sample["cuerpoDocumento"], made["cuerpoDocumento"], strict=True):
            # A settlement that states no IVA in its summary has none in its lines.
            assert new | {"tributos": old.get("tributos")} == old | {"tributos": old.get("tributos")}


@pytest.mark.parametrize("name", NAMES)
def test_a_changed_figure_of_a_sample_is_told_at_its_place(name: str, mh: Path) -> None:
    """Two cents in any figure of the summary, and in any amount of a line."""
    sample = load(mh, name)
    section, summary = figures(sample)
    for field, value in summary.items():
        if isinstance(value, Decimal | int) and field not in GIVEN:
            for step in (D("0.02"), D("-0.02")):
                changed = copy.deepcopy(sample)
                changed[section][field] = value + step
                paths = [fault.path for fault in dte.validate(changed).faults]
                assert f"{section}.{field}" in paths, (field, paths)
    if section == "resumen":
        for index, line in enumerate(sample["cuerpoDocumento"]):
            for field in ("ivaRetenido", "ivaItem"):
                if line.get(field):
                    changed = copy.deepcopy(sample)
                    changed["cuerpoDocumento"][index][field] += D("0.02")
                    paths = [fault.path for fault in dte.validate(changed).faults]
                    assert f"cuerpoDocumento[{index}].{field}" in paths, (field, paths)
