"""MH's sample documents of 01 and 03, reduced to sales and issued again: the same figures, field by field."""

from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from facturaxpress import dte

NAMES = (
    "01__v2__basic",
    "01__v2__contingency",
    "01__v2__exenta_nosuj",
    "01__v2__impuesto_cemento_seccion2",
    "01__v2__mixed_payment_condition3",
    "01__v2__ocho_decimales",
    "01__v2__venta_tercero",
    "03__v4__basic",
    "03__v4__contingency_type5",
    "03__v4__from_remision",
    "03__v4__hotel_turismo",
    "03__v4__official_p50_discount_retention",
    "03__v4__section3_informative_C5",
)
OF_TRANSMISSION = ("tipoModelo", "tipoOperacion", "tipoContingencia", "motivoContin")
"""What contingency writes into a document; a sale knows nothing of it."""


def load(mh: Path, name: str) -> dict[str, Any]:
    result: dict[str, Any] = dte.parse_json((mh / "samples" / "2.0" / f"{name}.json").read_bytes())
    return result


def context_of(document: dict[str, Any]) -> dte.Context:
    """The context in which a document was issued."""
    own, emisor = document["identificacion"], document["emisor"]
    fields = {name: emisor[name] for name in dte.Emisor.__struct_fields__ if name != "direccion"}
    return dte.Context(
        emisor=dte.Emisor(**fields, direccion=msgspec.convert(emisor["direccion"], dte.Direccion)),
        establecimientos=(dte.Establecimiento(codigo=emisor["codEstable"], puntosVenta=(emisor["codPuntoVenta"],)),),
        ambiente=own["ambiente"],
        now=datetime.fromisoformat(f"{own['fecEmi']}T{own['horEmi']}-06:00"),
    )


def test_all_samples_are_here(mh: Path) -> None:
    assert sorted(path.stem for path in (mh / "samples" / "2.0").glob("0[13]__*")) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("whole", [False, True], ids=["reduced", "whole"])
def test_a_sample_issued_again_is_the_same(name: str, whole: bool, mh: Path) -> None:
    sample = load(mh, name)
    own = sample["identificacion"]
    draft = dte.build(sample if whole else dte.reduce(sample), context_of(sample))
    made = dte.parse_json(draft.finish(own["numeroControl"], own["codigoGeneracion"]))
    if own["tipoOperacion"] == 2:
        made["identificacion"] |= {field: own[field] for field in OF_TRANSMISSION}
    for section, expected in sample.items():
        assert made[section] == expected, section
        if isinstance(expected, dict):
            assert list(made[section]) == list(expected)
    assert list(made) == list(sample)
    assert {warning.code for warning in draft.warnings} <= {"ignored"}
