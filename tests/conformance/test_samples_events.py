"""MH's sample events in both regimes: right, and the same again when they are reduced and issued."""

from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.dte.support import EMISOR

from facturaxpress import dte
from facturaxpress.dte.catalogs import Regime

NAMES = (
    "1.x/contingencia__v3__01",
    "1.x/invalidacion__v2__01",
    "1.x/invalidacion__v2__02",
    "1.x/invalidacion__v2__03",
    "2.0/contingencia__v4__internet_failure",
    "2.0/contingencia__v4__other_reason",
    "2.0/invalidacion__v3__retorno_18",
    "2.0/invalidacion__v3__type1_nc_no_replacement",
    "2.0/invalidacion__v3__type2_fse",
    "2.0/opespeciales__v1__fvs_annulled_reference",
    "2.0/opespeciales__v1__official_p26_cci_ranges",
    "2.0/retorno__v1__fe_partial_return",
    "2.0/retorno__v1__fse_return",
)
WARNED = {name: {"dui-check-digit"} for name in NAMES if name in NAMES[:3]}
"""The invented DUI of these has another check digit."""
OURS = {"nomEstablecimiento", "codEstableMH", "codEstable", "codPuntoVentaMH", "codPuntoVenta"}
"""What the issuer's own record says of its places; the samples of 1.x say it in several ways."""


def load(mh: Path, name: str) -> dict[str, Any]:
    result: dict[str, Any] = dte.parse_json((mh / "samples" / f"{name}.json").read_bytes())
    return result


def context_of(event: dict[str, Any]) -> dte.Context:
    """The context in which an event was issued."""
    own, emisor = event["identificacion"], event["emisor"]
    day = own.get("fecEmi") or own.get("fecAnula") or own["fTransmision"]
    time = own.get("horEmi") or own.get("horAnula") or own["hTransmision"]
    changes = {field: emisor[field] for field in ("nit", "nombre", "telefono", "correo") if field in emisor}
    return dte.Context(
        emisor=msgspec.structs.replace(EMISOR, **changes),
        establecimientos=(dte.Establecimiento(codigo="M001"),),
        ambiente=own["ambiente"],
        now=datetime.fromisoformat(f"{day}T{time}-06:00"),
        version=own["version"],
    )


def issued(sale: dict[str, Any], sample: dict[str, Any]) -> dict[str, Any]:
    draft = dte.build(sale, context_of(sample))
    made: dict[str, Any] = dte.parse_json(draft.finish(None, sample["identificacion"]["codigoGeneracion"]))
    return made


def test_all_samples_are_here(mh: Path) -> None:
    found = {f"{path.parent.name}/{path.stem}" for path in (mh / "samples").glob("*/[a-z]*.json")}
    assert found == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_has_no_fault(name: str, mh: Path) -> None:
    report = dte.validate(load(mh, name))
    assert report.faults == ()
    assert {warning.code for warning in report.warnings} == WARNED.get(name, set())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("whole", [False, True], ids=["reduced", "whole"])
def test_a_sample_issued_again_is_the_same(name: str, whole: bool, mh: Path) -> None:
    sample = load(mh, name)
    made = issued(sample if whole else dte.reduce(sample), sample)
    if name.startswith("1.x"):
        for field in OURS & set(sample["emisor"]):
            del made["emisor"][field], sample["emisor"][field]
    assert made == sample
    assert list(made) == list(sample)
    for section in sample:
        if isinstance(sample[section], dict):
            assert list(made[section]) == list(sample[section])


@pytest.mark.parametrize("name", [name for name in NAMES if name.split("/")[1][:2] in ("in", "co")])
def test_a_sample_comes_out_under_the_other_regime_too(name: str, mh: Path) -> None:
    sample = load(mh, name)
    regime: Regime = "2.0" if name.startswith("1.x") else "1.x"
    version = {"invalidacion": {"2.0": 3, "1.x": 2}, "contingencia": {"2.0": 4, "1.x": 3}}
    tipo = dte.reduce(sample)["tipoEvento"]
    context = msgspec.structs.replace(context_of(sample), version=version[tipo][regime])
    sale = dte.reduce(sample, regime=regime)
    # The regime of 1.x let the event be dated a day after the document; the system puts the date that is right.
    sale.pop("fecEmi", None)
    try:
        made = dte.build(sale, context).preview()
    except dte.FaultError as error:
        # What 1.x cannot say: to invalidate an event, or a note without its replacement, or a 14 by its number.
        told = {fault.code for fault in error.faults}
        assert regime == "1.x"
        assert told <= {"not-allowed", "null-value", "required", "bad-format", "invalidation-replacement"}
        return
    assert made["motivo"] == sample["motivo"]
