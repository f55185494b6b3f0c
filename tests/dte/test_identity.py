"""Numbers here are made up; where a check digit matters, it was worked out by hand or by the code in this file."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facturaxpress.dte import identity

digits = st.text("0123456789", min_size=1, max_size=20)


def nit_check_digit(first: str) -> int:
    """Another way to the check digit of a NIT, by the rule as it is told for the two kinds of serial number."""
    if int(first[10:13]) <= 100:
        return sum(int(d) * (14 - i) for i, d in enumerate(first)) % 11 % 10
    weighed = sum(int(d) * ((12 - i) % 6 + 2) for i, d in enumerate(first))
    return (11 - weighed % 11) % 11 % 10


@given(st.text("0123456789", min_size=13, max_size=13), st.integers(0, 9))
def test_check_digit_of_a_nit(first: str, last: int) -> None:
    found = identity.nit(f"{first}{last}")
    assert found.well_formed
    assert found.digits == f"{first}{last}"
    assert found.checked is (last == nit_check_digit(first))
    assert found.suspect is not found.checked


@given(st.text("0123456789", min_size=8, max_size=8))
def test_exactly_one_check_digit_fits_a_dui(first: str) -> None:
    fitting = [last for last in range(10) if identity.dui(f"{first}{last}").checked]
    assert fitting == [int(identity.dui_check_digit(first))]
    assert identity.nit(f"{first}{fitting[0]}") == identity.dui(f"{first}-{fitting[0]}")


@pytest.mark.parametrize(
    ("number", "checked"),
    # 9·0 + 8·1 + 7·2 + 6·3 + 5·4 + 4·5 + 3·6 + 2·7 = 112, completed by 8.
    [("01234567-8", True), ("012345678", True), ("01234567-9", False), ("00000000-0", True)],
)
def test_dui(number: str, checked: bool) -> None:
    found = identity.dui(number)
    assert found == identity.Identity(number.replace("-", ""), True, checked)


@pytest.mark.parametrize(
    "text", ["0614-010120-101-3", "06140101201013", "0614 010120 101 3", "0614–010120–101–3", " 0614-010120-1013 "]
)
def test_a_nit_may_be_written_with_hyphens_and_blanks(text: str) -> None:
    found = identity.nit(text)
    assert found == identity.Identity("06140101201013", True, True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0614010120101",
        "061401012010133",
        "0614O10120101З",
        "06140101201013a",
        "٠٦١٤٠١٠١٢٠١٠١٣",
        "12345678",
        "0614/010120/101/3",
    ],
)
def test_other_forms_are_no_nit(text: str) -> None:
    assert identity.nit(text) == identity.Identity(text, False, None)
    assert not identity.nit(text).suspect


@pytest.mark.parametrize("text", ["", "01234567", "0123456789", "0123456A-8", "06140101201013"])
def test_other_forms_are_no_dui(text: str) -> None:
    assert identity.dui(text) == identity.Identity(text, False, None)


@pytest.mark.parametrize(
    ("text", "found"),
    [("123456-7", "1234567"), ("12", "12"), ("12345678", "12345678"), (" 1030", "1030")],
)
def test_nrc(text: str, found: str) -> None:
    assert identity.nrc(text) == identity.Identity(found, True, None)


@pytest.mark.parametrize("text", ["", "1", "123456789", "A123", "12.3"])
def test_other_forms_are_no_nrc(text: str) -> None:
    assert identity.nrc(text) == identity.Identity(text, False, None)


@given(digits)
def test_hyphens_anywhere_do_not_count(number: str) -> None:
    assert identity.compact("-".join(number)) == number


@st.composite
def written(draw: st.DrawFn, lengths: tuple[int, ...]) -> tuple[str, str]:
    """Digits, and the same with hyphens and blanks put anywhere between them."""
    length = draw(st.sampled_from(lengths))
    number = draw(st.text("0123456789", min_size=length, max_size=length))
    marks = draw(st.lists(st.sampled_from(["", "-", " ", "–", "\xa0"]), min_size=length, max_size=length))
    return number, "".join(digit + mark for digit, mark in zip(number, marks, strict=True))


@given(written((9, 14)))
def test_a_nit_is_the_same_however_it_is_written(pair: tuple[str, str]) -> None:
    number, text = pair
    assert identity.nit(text) == identity.nit(number)
    assert identity.nit(text).digits == number


@given(written((2, 3, 4, 5, 6, 7, 8)))
def test_a_nrc_is_the_same_however_it_is_written_and_is_never_suspect(pair: tuple[str, str]) -> None:
    number, text = pair
    assert identity.nrc(text) == identity.Identity(number, True, None)
    assert not identity.nrc(text).suspect


@given(st.text("0123456789", min_size=13, max_size=13))
def test_exactly_one_check_digit_fits_a_nit(first: str) -> None:
    assert sum(identity.nit(f"{first}{last}").checked is True for last in range(10)) == 1


@given(st.text(max_size=30))
def test_whatever_is_given_something_is_said(text: str) -> None:
    for read in (identity.nit, identity.dui, identity.nrc):
        found = read(text)
        if found.well_formed:
            assert found.digits.isascii()
            assert found.digits.isdigit()
        else:
            assert found == identity.Identity(text, False, None)


def test_the_issuers_of_the_samples_are_well_formed(mh: Path) -> None:
    seen = 0
    for file in sorted((mh / "samples").rglob("*.json")):
        issuer = json.loads(file.read_text("utf-8")).get("emisor") or {}
        if issuer.get("nit"):
            assert identity.nit(issuer["nit"]).well_formed, file.name
            seen += 1
        if issuer.get("nrc"):
            assert identity.nrc(issuer["nrc"]).well_formed, file.name
    assert seen > 60
