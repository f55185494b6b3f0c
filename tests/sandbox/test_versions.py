"""Which structures an ambiente accepts on a date: a changeover, rehearsed."""

from datetime import date
from typing import Any

import pytest

from facturaxpress.sandbox.rules.versions import Window
from tests.sandbox import others
from tests.sandbox.conftest import Training, assert_refused
from tests.sandbox.documents import factura
from tests.sandbox.support import with_

CHANGEOVER = [
    {"structure": "1.x", "ambiente": "01", "since": None, "until": "2026-11-30"},
    {"structure": "2.0", "ambiente": "01", "since": "2026-12-01", "until": None},
]


@pytest.mark.parametrize(
    ("structure", "version", "ambiente", "day", "accepted"),
    [
        ("01", 1, "01", "2026-11-30", True),
        ("01", 1, "01", "2026-12-01", False),
        ("01", 2, "01", "2026-11-30", False),
        ("01", 2, "01", "2026-12-01", True),
        ("01", 1, "00", "2026-12-01", True),
        ("01", 2, "00", "2026-01-01", True),
        ("invalidacion", 2, "01", "2026-12-01", False),
        ("18", 1, "01", "2026-12-01", True),
    ],
)
def test_a_changeover(structure: str, version: int, ambiente: Any, day: str, accepted: bool) -> None:
    windows = [
        Window(
            structure=each["structure"] or "",
            ambiente="01",
            since=date.fromisoformat(each["since"]) if each["since"] else None,
            until=date.fromisoformat(each["until"]) if each["until"] else None,
        )
        for each in CHANGEOVER
    ]
    assert Window.accept(windows, structure, version, ambiente, date.fromisoformat(day)) is accepted
    longer = [*windows, Window(structure="01-v1", until=date(2027, 1, 31))]
    assert Window.accept(longer, structure, version, ambiente, date.fromisoformat(day)) is (
        accepted or (structure, version) == ("01", 1)
    )


@pytest.mark.parametrize("structure", ["1.x", "2.0", "01-v2", "11-v10", "invalidacion-v3", "contingencia-v4"])
def test_a_window_is_of_a_regime_or_of_a_structure(structure: str) -> None:
    assert Window(structure=structure).structure == structure


@pytest.mark.parametrize(
    "structure", ["", "1.0", "1-v2", "01-v", "01-v2\n", "2.0\n", "٠١-v2", "01-v٢", "otra-v1", " 01-v2"]
)
def test_another_name_of_a_structure_is_refused(structure: str) -> None:
    with pytest.raises(ValueError, match="01-v2"):
        Window(structure=structure)


def test_the_changeover_goes_by_the_date_of_the_document(training: Training) -> None:
    training.control("POST", "/clock", {"now": "2026-12-01T08:00:00"})
    training.enter()
    shown = training.control("POST", "/settings", {"acceptedVersions": CHANGEOVER}).json()
    assert shown["acceptedVersions"] == CHANGEOVER == training.control("GET", "/settings").json()["acceptedVersions"]
    early = with_(factura(1), identificacion__ambiente="01", identificacion__fecEmi="2026-11-30")
    assert_refused(training.send(early), "003", "[identificacion.version] VALOR NO VALIDO", "11")
    on_time = with_(factura(2), identificacion__ambiente="01", identificacion__fecEmi="2026-12-01")
    assert training.send(on_time).status_code == 200
    in_test = with_(others.remision(), identificacion__fecEmi="2026-11-30")
    assert training.send(in_test).status_code == 200
    training.control("POST", "/settings", {"acceptedVersions": []})
    assert training.send(early).status_code == 200


@pytest.mark.parametrize(
    "window",
    [
        {"structure": "3.0"},
        {"structure": "01"},
        {"structure": "2.0", "since": "2026-12-02", "until": "2026-12-01"},
        {"structure": "2.0", "since": "mañana"},
        {"structure": "2.0", "ambiente": "02"},
        {"structure": "2.0", "desde": "2026-12-01"},
        {},
    ],
)
def test_a_window_that_makes_no_sense_is_refused_and_changes_nothing(training: Training, window: Any) -> None:
    answer = training.control("POST", "/settings", {"acceptedVersions": [window]})
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert training.control("GET", "/settings").json()["acceptedVersions"] == []
