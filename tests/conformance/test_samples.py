"""MH's sample documents in both regimes: right, and the same again when they are reduced and issued."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.conformance import samples

from facturaxpress import dte

D = Decimal
CENT = D("0.01")
WARNED = {
    # The words of these say other cents; a mixed condition has one payment, or cash has half a term.
    "1.x/01__v1__02": {"mixed-parts", "words-cents"},
    "1.x/01__v1__04": {"mixed-parts", "words-cents"},
    "1.x/01__v1__05": {"mixed-parts"},
    "1.x/01__v1__06": {"nit-check-digit", "cash-term"},
    "1.x/01__v1__07": {"cash-reference", "cash-term"},
    "1.x/01__v1__08": {"cash-reference", "cash-term"},
    "1.x/01__v1__09": {"cash-reference", "cash-term"},
    "1.x/03__v3__01": {"mixed-parts"},
    "1.x/03__v3__07": {"words-cents"},
    "1.x/03__v3__08": {"cash-term"},
    "1.x/03__v3__10": {"cash-reference"},
    "1.x/08__v1__01": {"words-cents"},
    "1.x/11__v1__02": {"mixed-parts", "words-cents"},
    # Fourteen and four months after the document that they adjust.
    "1.x/05__v3__01": {"related-old"},
    "2.0/05__v4__official_p51_return_5_jeans": {"related-old"},
    # An activity that no catalogue has, and a settlement before its period ends.
    "1.x/07__v1__01": {"activity"},
    "1.x/09__v1__01": {"settlement-period-open"},
    # Invented DUI with another check digit.
    "1.x/contingencia__v3__01": {"dui-check-digit"},
    "1.x/invalidacion__v2__01": {"dui-check-digit"},
    "1.x/invalidacion__v2__02": {"dui-check-digit"},
}
OF_2_0 = [name for name in samples.NAMES if name.startswith("2.0")]
OF_1_X = [name for name in samples.NAMES if name.startswith("1.x")]
SLIPS = {
    **dict.fromkeys(("1.x/01__v1__02", "1.x/01__v1__03", "1.x/01__v1__04"), "an empty text"),
    **dict.fromkeys(("1.x/01__v1__06", "1.x/03__v3__08"), "cash with half a term"),
    **dict.fromkeys(("1.x/01__v1__07", "1.x/01__v1__08", "1.x/01__v1__09"), "both"),
    "1.x/03__v3__10": "an empty text",
    "1.x/08__v1__01": "lines without the IVA of its summary",
    "1.x/09__v1__01": "a number in quotes, as its structure has it",
}
"""What keeps a field sample from being sent to be issued as it stands; reduced, it is issued."""
OTHERWISE = {
    # The words are free.
    *("resumen.totalLetras", "cuerpoDocumento.totalLetras", "resumen.totalIVAretenidoLetras"),
    "resumen.tributos.descripcion",
    # Cash with half a term.
    "resumen.pagos.plazo",
}
"""Fields in which a document of 1.x may be issued otherwise, without indexes."""
OPTIONAL = {"resumen.pagos"}
"""What 1.x lets be, and is issued all the same."""
UNLIKE = {"1.x/08__v1__01": ["cuerpoDocumento[0].tributos: ['20'] None"]}
"""A settlement whose summary states no IVA has none in its lines."""
INDEX = re.compile(r"\[[0-9]+\]")


def test_all_samples_are_here(mh: Path) -> None:
    files = (mh / "samples").glob("*/*.json")
    assert sorted(f"{path.parent.name}/{path.stem}" for path in files) == sorted(samples.NAMES)


@pytest.mark.parametrize("name", samples.NAMES)
def test_a_sample_has_no_fault(name: str, mh: Path) -> None:
    report = dte.validate((mh / "samples" / f"{name}.json").read_bytes())
    assert report.faults == ()
    assert {warning.code for warning in report.warnings} == WARNED.get(name, set())


@pytest.mark.parametrize("name", OF_2_0)
@pytest.mark.parametrize("whole", [False, True], ids=["reduced", "whole"])
def test_a_sample_of_2_0_issued_again_is_the_same(name: str, whole: bool, mh: Path) -> None:
    sample = samples.load(mh, name)
    document = sample.document
    made = samples.issued(document if whole else samples.reduced(sample), sample)
    for section, expected in document.items():
        assert made[section] == expected, section
        # The samples of 07 write the issuer's keys in another order than their schema.
        if isinstance(expected, dict) and not (sample.tipo == "07" and section == "emisor"):
            assert list(made[section]) == list(expected)
    assert list(made) == list(document)


@pytest.mark.parametrize("name", OF_1_X)
def test_a_sample_of_1_x_reduced_and_issued_has_the_same_figures(name: str, mh: Path) -> None:
    sample = samples.load(mh, name)
    made = samples.issued(samples.reduced(sample), sample)
    assert differences(samples.complete(sample), made) == UNLIKE.get(name, [])


@pytest.mark.parametrize("name", [name for name in OF_1_X if name not in SLIPS])
def test_a_sample_of_1_x_sent_whole_is_issued(name: str, mh: Path) -> None:
    sample = samples.load(mh, name)
    document = samples.complete(sample)
    assert differences(document, samples.issued(document, sample)) == []


def differences(sample: Any, made: Any, path: str = "") -> list[str]:
    """Where the two differ: amounts beyond a cent, all else at all, but for what 1.x lets be written otherwise."""
    place = INDEX.sub("", path)
    if place in OTHERWISE or (not said(sample) and (place in OPTIONAL or not said(made))):
        return []
    match sample:
        case dict() if isinstance(made, dict):
            places = without_places(sample) if path in ("emisor", "donatario") else sample
            return [
                one
                for key, value in places.items()
                for one in differences(value, made.get(key), f"{path}.{key}" if path else key)
            ]
        case list() if isinstance(made, list) and len(sample) == len(made):
            pairs = enumerate(zip(sample, made, strict=True))
            return [one for index, (old, new) in pairs for one in differences(old, new, f"{path}[{index}]")]
        case int() | Decimal() if isinstance(made, int | Decimal):
            return [] if abs(D(sample) - made) <= CENT else [f"{path}: {sample} {made}"]
    return [] if sample == made else [f"{path}: {sample!r} {made!r}"]


def said(value: Any) -> bool:
    """Whether it says something; 1.x writes nothing as null, an empty text, 0 or a section of nulls."""
    return any(map(said, value.values())) if isinstance(value, dict) else value not in (None, "", 0)


def without_places(emisor: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in emisor.items() if key not in samples.PLACES}
