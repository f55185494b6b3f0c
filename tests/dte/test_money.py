from decimal import ROUND_DOWN, Decimal, Inexact, Overflow, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facturaxpress.dte import money

amounts = st.decimals(
    min_value=-(10**11), max_value=10**11, allow_nan=False, allow_infinity=False, places=None
) | st.builds(
    lambda digits, exponent: Decimal(digits).scaleb(exponent), st.integers(-(10**19), 10**19), st.integers(-12, 0)
)


def rounded(amount: Decimal, places: int) -> Decimal:
    """Half up by magnitude, worked out on whole numbers."""
    exact = abs(Fraction(amount)) * 10**places
    whole = (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    return Decimal(whole if amount >= 0 else -whole).scaleb(-places)


@pytest.mark.parametrize(
    ("given_amount", "expected"),
    [
        ("5.664", "5.66"),
        ("5.665", "5.67"),
        ("5.666", "5.67"),
        ("6.975", "6.98"),
        ("-5.665", "-5.67"),
        ("0.005", "0.01"),
    ],
)
def test_r2_rounds_half_up_by_magnitude(given_amount: str, expected: str) -> None:
    # Manual Funcional 2.0 p. 55–56 and p. 50.
    assert str(money.r2(Decimal(given_amount))) == expected


def test_r8_keeps_eight_decimals() -> None:
    assert str(money.r8(Decimal("5.672153665"))) == "5.67215367"
    assert str(money.r8(Decimal("5.6721536649"))) == "5.67215366"
    assert str(money.r8(Decimal(3))) == "3.00000000"


@given(amounts)
def test_rounding_agrees_with_whole_number_arithmetic(amount: Decimal) -> None:
    assert money.r8(amount) == rounded(amount, 8)
    assert money.r2(amount) == rounded(amount, 2)
    assert money.r8(amount).as_tuple().exponent == -8
    assert money.r2(amount).as_tuple().exponent == -2


@given(amounts, amounts)
def test_products_and_sums_are_exact(a: Decimal, b: Decimal) -> None:
    assert Fraction(money.times(a, b)) == Fraction(a) * Fraction(b)
    assert Fraction(money.total([a, b, a])) == 2 * Fraction(a) + Fraction(b)


def test_a_long_product_is_rounded_once() -> None:
    # The ninth decimal on is 4999999…: in 28 digits it would first become a half, and that would be rounded up.
    a, b = Decimal("10000000.21428571"), Decimal("9999999.00000007")
    assert str(money.times(a, b)) == "99999992142857.5857143049999997"
    assert str(money.r8(money.times(a, b))) == "99999992142857.58571430"
    largest = Decimal("99999999999.99999999")
    assert str(money.r8(money.times(largest, largest))) == "9999999999999999998000.00000000"


def test_the_thread_context_has_no_say() -> None:
    with localcontext() as context:
        context.prec = 3
        context.rounding = ROUND_DOWN
        context.traps[Inexact] = True
        assert str(money.r8(Decimal("12345.123456785"))) == "12345.12345679"
        assert str(money.times(Decimal("1234.5"), Decimal("1000.01"))) == "1234512.345"
        assert str(money.total([Decimal("1234.5"), Decimal("0.01")])) == "1234.51"
        assert money.plain(Decimal("1234567.890")) == "1234567.89"
        assert money.close(Decimal("12345.67"), Decimal("12345.68"))


def test_total_of_nothing_is_zero() -> None:
    assert money.total([]) == 0


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ("1.00", "1.01", True),
        ("1.01", "1.00", True),
        ("1.00", "1.0100001", False),
        ("-5", "-5.01", True),
        ("0", "0.02", False),
    ],
)
def test_close_allows_one_cent(a: str, b: str, verdict: bool) -> None:
    assert money.close(Decimal(a), Decimal(b)) is verdict


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("113.00", "113"),
        ("100", "100"),
        ("1E+2", "100"),
        ("1.23E+5", "123000"),
        ("0.00", "0"),
        ("-0.00", "0"),
        ("0E-8", "0"),
        ("0E+3", "0"),
        ("1E-8", "0.00000001"),
        ("-1E-8", "-0.00000001"),
        ("0.000001", "0.000001"),
        ("12.50", "12.5"),
        ("-12.50", "-12.5"),
    ],
)
def test_plain_writes_plain_digits(number: str, expected: str) -> None:
    assert money.plain(Decimal(number)) == expected


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_plain_refuses_what_is_no_number(number: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        money.plain(Decimal(number))


def test_tidy_refuses_what_would_not_fit() -> None:
    with pytest.raises(Overflow):
        money.tidy(Decimal("1E+200"))


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**80), max_value=10**80))
def test_plain_digits_are_the_same_number(number: Decimal) -> None:
    text = money.plain(number)
    assert Decimal(text) == number
    assert set(text) <= set("-.0123456789")
    assert not text.startswith("-0") or text.startswith("-0.")
    assert text != "-0"
    assert "." not in text or text[-1] not in "0."
    tidy = money.tidy(number)
    assert tidy == number
    exponent = tidy.as_tuple().exponent
    assert isinstance(exponent, int)
    assert exponent <= 0
    assert number == 0 or abs(number) < Decimal("0.000001") or str(tidy) == text
