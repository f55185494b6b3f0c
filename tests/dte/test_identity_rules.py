"""Identity numbers where documents carry them: a wrong form is a fault, a wrong check digit is only a warning."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.dte.support import CONSUMIDOR, CONTRIBUYENTE, ccf, context, document, fe

from facturaxpress import dte
from facturaxpress.dte import identity
from facturaxpress.dte.rules import identities
from facturaxpress.dte.structures import TYPES

NIT, DUI = "36", "13"
NOT_DOMICILED = 2


def places(part: Any, path: str = "") -> Iterator[tuple[dict[str, Any], str, str, str]]:
    """Every NIT and DUI of a document: what holds it, its key there, its path and its kind."""
    if isinstance(part, list):
        for index, inner in enumerate(part):
            yield from places(inner, f"{path}[{index}]")
    elif isinstance(part, dict):
        for key, inner in part.items():
            here = f"{path}.{key}" if path else key
            if key == "nit" and inner is not None and part.get("codDomiciliado") != NOT_DOMICILED:
                yield part, key, here, NIT
            elif key == "numDocumento" and inner is not None and part.get("tipoDocumento") in (NIT, DUI):
                yield part, key, here, part["tipoDocumento"]
            else:
                yield from places(inner, here)


def other_check_digit(number: str) -> str:
    return number[:-1] + str((int(number[-1]) + 1) % 10)


def right_check_digit(number: str) -> str:
    """The number with the check digit that belongs to it."""
    return next(whole for digit in range(10) if identity.nit(whole := f"{number[:-1]}{digit}").checked)


def samples(mh: Path) -> Iterator[dict[str, Any]]:
    for file in sorted((mh / "samples").rglob("*.json")):
        whole: dict[str, Any] = dte.parse_json(file.read_bytes())
        own = whole["identificacion"]
        if own.get("tipoDte") in TYPES:
            yield whole


def test_every_number_of_the_samples_is_judged(mh: Path) -> None:
    seen = {NIT: 0, DUI: 0}
    for whole in samples(mh):
        for holder, key, path, kind in list(places(whole)):
            number = holder[key]
            seen[kind] += 1
            holder[key] = right_check_digit(number)
            report = dte.validate(whole)
            assert not [one for one in (*report.faults, *report.warnings) if one.path == path], (path, report)
            holder[key] = other_check_digit(holder[key])
            report = dte.validate(whole)
            assert not [fault for fault in report.faults if fault.path == path], (path, report.faults)
            told = [warning.code for warning in report.warnings if warning.path == path]
            assert told == ["nit-check-digit" if kind == NIT else "dui-check-digit"], (path, whole["identificacion"])
            holder[key] = number[:-1] + "X"
            assert [fault for fault in dte.validate(whole).faults if fault.path == path], (path, holder[key])
            holder[key] = number
    assert seen[NIT] > 30
    assert seen[DUI] > 3


@pytest.mark.parametrize(
    ("sale", "path", "code"),
    [
        (ccf(receptor=CONTRIBUYENTE | {"nit": "06141506181025"}), "receptor.nit", "nit-check-digit"),
        (ccf(receptor=CONTRIBUYENTE | {"nit": "012345679"}), "receptor.nit", "nit-check-digit"),
        (fe(receptor=CONSUMIDOR | {"numDocumento": "012345679"}), "receptor.numDocumento", "dui-check-digit"),
    ],
)
def test_a_wrong_check_digit_does_not_hinder_issuing(sale: dict[str, Any], path: str, code: str) -> None:
    draft = dte.build(copy.deepcopy(sale), context())
    assert [(warning.code, warning.path) for warning in draft.warnings] == [(code, path)]


def test_the_issuer_is_judged_in_a_document_and_not_while_issuing() -> None:
    emisor = dte.Emisor(**{**_fields(), "nit": "06140101201014"})
    made = document(fe(), emisor=emisor)
    assert [(one.code, one.path) for one in dte.validate(made).warnings] == [("nit-check-digit", "emisor.nit")]
    assert dte.build(fe(), context(emisor=emisor)).warnings == ()


def _fields() -> dict[str, Any]:
    own = context().emisor
    return {name: getattr(own, name) for name in own.__struct_fields__}


@pytest.mark.parametrize("number", ["1234567-8", "1", "123456789", "12 34", "A123", ""])
def test_a_nrc_is_digits_alone(number: str) -> None:
    assert not identities.nrc_form(number)
    made = document(ccf())
    made["receptor"]["nrc"] = number
    assert [fault.path for fault in dte.validate(made).faults] == ["receptor.nrc"]


@pytest.mark.parametrize("number", ["12", "1234567", "12345678"])
def test_a_nrc_has_no_check_digit(number: str) -> None:
    made = document(ccf())
    made["receptor"]["nrc"] = number
    report = dte.validate(made)
    assert (report.faults, report.warnings) == ((), ())


@pytest.mark.parametrize(
    ("number", "regime", "right"),
    [
        ("01234567-8", "1.x", True),
        ("012345678", "1.x", False),
        ("012345678", "2.0", True),
        ("01234567-8", "2.0", False),
        ("٠١٢٣٤٥٦٧٨", "2.0", False),
        ("012345678\n", "2.0", False),
    ],
)
def test_a_dui_has_its_hyphen_in_1x_and_none_in_2_0(number: str, regime: Any, right: bool) -> None:
    assert identities.dui_form(number, hyphen=regime == "1.x") is right


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("06140101201013", True),
        ("012345678", True),
        ("0614-010120-101-3", False),
        ("01234567-8", False),
        ("0614010120101", False),
        ("061401012010133", False),
        ("06140101201013\n", False),
        ("", False),
    ],
)
def test_a_nit_travels_without_hyphens(number: str, right: bool) -> None:
    assert identities.nit_form(number) is right
