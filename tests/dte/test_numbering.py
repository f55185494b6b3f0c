import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facturaxpress.dte import numbering
from facturaxpress.dte.numbering import numero_control, parse_numero_control

codes = st.builds("{}{:03}".format, st.sampled_from("MSBP"), st.integers(0, 999))
points = st.builds("P{:03}".format, st.integers(0, 999))
free_codes = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=4, max_size=4)
types = st.builds("{:02}".format, st.integers(0, 99))
numbers = st.integers(1, numbering.LAST_NUMBER)


def test_a_control_number_is_built_and_taken_apart() -> None:
    text = numero_control("01", "M001", "P025", 1)
    assert text == "DTE-01-M001P025-000000000000001"
    assert len(text) == 31
    parsed = parse_numero_control(text)
    assert parsed is not None
    assert (parsed.tipoDte, parsed.establecimiento, parsed.puntoVenta, parsed.number) == ("01", "M001", "P025", 1)
    assert str(parsed) == text
    assert parsed.current


@pytest.mark.parametrize("establecimiento", ["M001", "B022", "S044", "P507", "P007"])
def test_the_codes_that_the_manual_shows_are_valid(establecimiento: str) -> None:
    # Manual Funcional 2.0 p. 31–32.
    assert numbering.is_establecimiento(establecimiento)
    assert numero_control("03", establecimiento, "P001", 7) == f"DTE-03-{establecimiento}P001-000000000000007"


@given(types, codes, points, numbers)
def test_what_is_built_is_read_back(tipo: str, establecimiento: str, punto: str, n: int) -> None:
    for regime in ("2.0", "1.x"):
        text = numero_control(tipo, establecimiento, punto, n, regime=regime)  # type: ignore[arg-type]
        parsed = parse_numero_control(text, regime=regime)  # type: ignore[arg-type]
        assert parsed == numbering.NumeroControl(tipo, establecimiento, punto, n)
        assert str(parsed) == text


@given(types, free_codes, free_codes, numbers)
def test_codes_of_1x_are_any_capitals_and_digits(tipo: str, establecimiento: str, punto: str, n: int) -> None:
    text = numero_control(tipo, establecimiento, punto, n, regime="1.x")
    parsed = parse_numero_control(text, regime="1.x")
    assert parsed == numbering.NumeroControl(tipo, establecimiento, punto, n)
    assert parsed is not None
    assert parsed.current == (parse_numero_control(text) is not None)


@pytest.mark.parametrize(
    "text",
    [
        "DTE-01-M001P001-000000000000000",
        "DTE-01-M001P001-00000000000001",
        "DTE-01-M001P001-0000000000000001",
        "DTE-01-M001P001-00000000000000A",
        "DTE-1-M001P001-000000000000001",
        "DTE-01-X001P001-000000000000001",
        "DTE-01-M001M001-000000000000001",
        "DTE-01-M01P001-000000000000001",
        "dte-01-M001P001-000000000000001",
        "DTE 01-M001P001-000000000000001",
        "DTE-01-M001P001-000000000000001\n",
        " DTE-01-M001P001-000000000000001",
        "DTE-01-M001P001-00000000000000١",  # an Arabic one
        "DTE-01-00000000-000000000000001",
        "",
    ],
)
def test_other_forms_are_no_control_number(text: str) -> None:
    assert parse_numero_control(text) is None


@pytest.mark.parametrize(
    ("tipo", "establecimiento", "punto", "n"),
    [
        ("1", "M001", "P001", 1),
        ("01\n", "M001", "P001", 1),
        ("01", "M1", "P001", 1),
        ("01", "X001", "P001", 1),
        ("01", "M001", "M001", 1),
        ("01", "M001", "P001\n", 1),
        ("01", "M001", "P001", 0),
        ("01", "M001", "P001", -1),
        ("01", "M001", "P001", 10**15),
    ],
)
def test_parts_that_make_no_number_are_refused(tipo: str, establecimiento: str, punto: str, n: int) -> None:
    with pytest.raises(ValueError, match=r"is not|are not"):
        numero_control(tipo, establecimiento, punto, n)


def test_the_last_number_of_a_series() -> None:
    text = numero_control("01", "M001", "P001", 10**15 - 1)
    assert text == "DTE-01-M001P001-999999999999999"
    assert parse_numero_control(text) is not None


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("F0C5D8A1-0B7E-4C2D-9A3F-5E6B7C8D9E0F", True),
        ("00000000-0000-0000-0000-000000000000", True),
        ("f0c5d8a1-0b7e-4c2d-9a3f-5e6b7c8d9e0f", False),
        ("F0C5D8A10B7E4C2D9A3F5E6B7C8D9E0F", False),
        ("F0C5D8A1-0B7E-4C2D-9A3F-5E6B7C8D9E0", False),
        ("G0C5D8A1-0B7E-4C2D-9A3F-5E6B7C8D9E0F", False),
        ("F0C5D8A1-0B7E-4C2D-9A3F-5E6B7C8D9E0F\n", False),
    ],
)
def test_codigo_generacion(text: str, verdict: bool) -> None:
    assert numbering.is_codigo_generacion(text) is verdict


@given(st.uuids())
def test_every_uuid_in_capitals_is_a_code(code: object) -> None:
    assert numbering.is_codigo_generacion(str(code).upper())


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("2026" + "A1" * 18, True),
        ("2021" + "0" * 36, True),
        ("2026" + "A" * 35, False),
        ("2026" + "A" * 37, False),
        ("2026" + "a" * 36, False),
        ("1999" + "A" * 36, False),
        ("ABCD" + "A" * 36, False),
        ("2026" + "Ñ" * 36, False),
        ("2026" + "A" * 36 + "\n", False),
    ],
)
def test_sello_recibido(text: str, good: bool) -> None:
    assert numbering.is_sello_recibido(text) is good


def test_the_numbers_of_the_samples(mh: Path) -> None:
    seen = 0
    for regime in ("1.x", "2.0"):
        for file in sorted((mh / "samples" / regime).glob("*.json")):
            identification = json.loads(file.read_text("utf-8"))["identificacion"]
            assert numbering.is_codigo_generacion(identification["codigoGeneracion"]), file.name
            if text := identification.get("numeroControl"):
                parsed = parse_numero_control(text, regime=regime)  # type: ignore[arg-type]
                assert parsed is not None, (file.name, text)
                assert parsed.tipoDte == identification["tipoDte"]
                seen += 1
    assert seen > 60


def test_the_seals_in_answers_of_mh(mh: Path) -> None:
    seals = set()
    for file in sorted((mh / "responses").rglob("*.json")):
        seals |= set(re.findall(r'"selloRecibido"\s*:\s*"([^"]*)"', file.read_text("utf-8")))
    assert seals
    assert all(numbering.is_sello_recibido(seal) for seal in seals), seals
