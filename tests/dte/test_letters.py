"""The words are read back by a reader that knows Spanish numerals on its own, without the table they were made from."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from facturaxpress.dte.letters import amount_in_words, folded, read_words

UNITS = {
    word: value
    for value, words in {
        0: "CERO", 1: "UN UNO", 2: "DOS", 3: "TRES", 4: "CUATRO", 5: "CINCO", 6: "SEIS", 7: "SIETE", 8: "OCHO",
        9: "NUEVE", 10: "DIEZ", 11: "ONCE", 12: "DOCE", 13: "TRECE", 14: "CATORCE", 15: "QUINCE", 16: "DIECISÉIS",
        17: "DIECISIETE", 18: "DIECIOCHO", 19: "DIECINUEVE", 20: "VEINTE", 21: "VEINTIÚN VEINTIUNO", 22: "VEINTIDÓS",
        23: "VEINTITRÉS", 24: "VEINTICUATRO", 25: "VEINTICINCO", 26: "VEINTISÉIS", 27: "VEINTISIETE",
        28: "VEINTIOCHO", 29: "VEINTINUEVE",
    }.items()
    for word in words.split()
}  # fmt: skip
TENS = {"TREINTA": 30, "CUARENTA": 40, "CINCUENTA": 50, "SESENTA": 60, "SETENTA": 70, "OCHENTA": 80, "NOVENTA": 90}
HUNDREDS = {
    "CIENTO": 100, "DOSCIENTOS": 200, "TRESCIENTOS": 300, "CUATROCIENTOS": 400, "QUINIENTOS": 500, "SEISCIENTOS": 600,
    "SETECIENTOS": 700, "OCHOCIENTOS": 800, "NOVECIENTOS": 900,
}  # fmt: skip


def hundreds(words: list[str]) -> int:
    """A number below 1000 that is spelled properly."""
    if words == ["CIEN"]:
        return 100
    value = 0
    if words and words[0] in HUNDREDS:
        value = HUNDREDS[words.pop(0)]
        assert value != 100 or words, "CIENTO stands alone"
    if words and words[0] in TENS:
        value += TENS[words.pop(0)]
        if words:
            assert words.pop(0) == "Y"
            (unit,) = words
            assert 1 <= UNITS[unit] <= 9
            return value + UNITS[unit]
    elif words:
        (unit,) = words
        assert UNITS[unit] or not value
        return value + UNITS[unit]
    return value


def thousands(words: list[str]) -> int:
    if "MIL" not in words:
        return hundreds(words)
    place = words.index("MIL")
    before, after = words[:place], words[place + 1 :]
    assert not before or before[-1] not in ("UNO", "VEINTIUNO"), "UNO is shortened before MIL"
    assert before != ["UN"], "one thousand is MIL"
    return (hundreds(before) if before else 1) * 1000 + (hundreds(after) if after else 0)


def read(text: str) -> Decimal:
    words, fraction, currency = text.rsplit(" ", 2)
    assert currency == "DÓLARES"
    cents, hundredth = fraction.split("/")
    assert hundredth == "100"
    assert len(cents) == 2
    parts = words.split(" ")
    value = 0
    for noun in ("MILLÓN", "MILLONES"):
        if noun in parts:
            place = parts.index(noun)
            before, parts = parts[:place], parts[place + 1 :]
            assert before[-1] not in ("UNO", "VEINTIUNO"), "UNO is shortened before MILLONES"
            assert (before == ["UN"]) == (noun == "MILLÓN")
            value = thousands(before) * 1_000_000
    if parts:
        assert parts[-1] not in ("UN", "VEINTIÚN"), "nothing follows that UNO could be shortened before"
        value += thousands(parts)
    return value + Decimal(cents) / 100


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "CERO 00/100 DÓLARES"),
        ("0.07", "CERO 07/100 DÓLARES"),
        ("1", "UNO 00/100 DÓLARES"),
        ("21.00", "VEINTIUNO 00/100 DÓLARES"),
        ("31.10", "TREINTA Y UNO 10/100 DÓLARES"),
        ("100", "CIEN 00/100 DÓLARES"),
        ("101.70", "CIENTO UNO 70/100 DÓLARES"),
        ("113.00", "CIENTO TRECE 00/100 DÓLARES"),
        ("761.20", "SETECIENTOS SESENTA Y UNO 20/100 DÓLARES"),
        ("1000", "MIL 00/100 DÓLARES"),
        ("1001", "MIL UNO 00/100 DÓLARES"),
        ("21000", "VEINTIÚN MIL 00/100 DÓLARES"),
        ("31021", "TREINTA Y UN MIL VEINTIUNO 00/100 DÓLARES"),
        ("101000", "CIENTO UN MIL 00/100 DÓLARES"),
        ("1000000", "UN MILLÓN 00/100 DÓLARES"),
        ("1000001", "UN MILLÓN UNO 00/100 DÓLARES"),
        ("31000000", "TREINTA Y UN MILLONES 00/100 DÓLARES"),
        ("1000000000", "MIL MILLONES 00/100 DÓLARES"),
        ("21001000000", "VEINTIÚN MIL UN MILLONES 00/100 DÓLARES"),
        (
            "99999999999.99",
            "NOVENTA Y NUEVE MIL NOVECIENTOS NOVENTA Y NUEVE MILLONES "
            "NOVECIENTOS NOVENTA Y NUEVE MIL NOVECIENTOS NOVENTA Y NUEVE 99/100 DÓLARES",
        ),
    ],
)
def test_words_of_an_amount(amount: str, words: str) -> None:
    assert amount_in_words(Decimal(amount)) == words
    assert read(words) == Decimal(amount)


cents = st.integers(0, 10**13 - 1) | st.integers(0, 10**8) | st.builds(
    lambda digit, place, more: min(digit * 10**place + more, 10**13 - 1),
    st.integers(1, 999), st.integers(0, 12), st.integers(0, 2200),
)  # fmt: skip


@given(cents)
def test_words_can_be_read_back(cents: int) -> None:
    amount = Decimal(cents).scaleb(-2)
    words = amount_in_words(amount)
    assert read(words) == amount
    assert len(words) <= 200
    assert words == words.upper()
    assert "  " not in words


def test_every_number_below_a_thousand_in_every_place() -> None:
    for number in range(1000):
        assert read(amount_in_words(Decimal(number))) == number
        assert read(amount_in_words(Decimal(number * 1000 + number))) == number * 1001
        assert read(amount_in_words(Decimal(number * 1_000_000))) == number * 1_000_000
        assert read(amount_in_words(Decimal(number % 100 * 10**9 + number))) == number % 100 * 10**9 + number


def test_the_longest_words_fit() -> None:
    longest = max(range(1000), key=lambda number: len(amount_in_words(Decimal(number))))
    thousands = max(range(100), key=lambda number: len(amount_in_words(Decimal(number * 1000))))
    words = amount_in_words(Decimal(thousands * 10**9 + longest * 1_001_001))
    assert 140 < len(words) <= 200


@given(
    st.integers(1, 10**11 - 1).filter(lambda n: n // 1000 % 10 != 1 and n // 10**6 % 10 != 1 and n // 10**9 % 10 != 1)
)
def test_where_nothing_is_shortened_num2words_says_the_same(number: int) -> None:
    assert amount_in_words(Decimal(number)) == f"{num2words(number, lang='es').upper()} 00/100 DÓLARES"


@pytest.mark.parametrize(("amount", "cents"), [("5.664", "66"), ("5.665", "67"), ("4.999", "00")])
def test_more_decimals_are_rounded_half_up(amount: str, cents: str) -> None:
    assert amount_in_words(Decimal(amount)).endswith(f" {cents}/100 DÓLARES")


@pytest.mark.parametrize("amount", ["-0.01", "100000000000", "99999999999.995", "1E+12"])
def test_what_no_document_can_hold_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="in words"):
        amount_in_words(Decimal(amount))


def test_words_of_the_samples(mh: Path) -> None:
    compared = 0
    for file in sorted((mh / "samples" / "2.0").glob("*.json")):
        summary = json.loads(file.read_text("utf-8"), parse_float=Decimal, parse_int=Decimal).get("resumen") or {}
        letters = summary.get("totalLetras")
        if letters is None:
            continue
        figures = {value for value in summary.values() if isinstance(value, Decimal) and value >= 0}
        assert letters in {amount_in_words(figure) for figure in figures}, file.name
        compared += 1
    assert compared > 30


@given(st.integers(min_value=0, max_value=10**13 - 1))
def test_the_products_own_reader_reads_them_too(cents: int) -> None:
    words = amount_in_words(Decimal(cents) / 100)
    for text in (words, words.lower(), folded(words), f"Son: {words}"):
        assert read_words(text) == divmod(cents, 100)


@pytest.mark.parametrize("text", ["", "DÓLARES", "CIENTO MIL Y", "MIL MIL UNO", "Y", "UNO DOS", "12.50"])
def test_what_is_no_number_is_not_read(text: str) -> None:
    assert read_words(text) == (None, None)
