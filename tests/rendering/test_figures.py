from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facturaxpress.rendering import RenderingError
from facturaxpress.rendering.figures import amount, day, instant, integer


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (0, "0.00"),
        (Decimal("0E-8"), "0.00"),
        (Decimal("-0.00"), "0.00"),
        (5, "5.00"),
        (Decimal("1.5"), "1.50"),
        (Decimal("1.500000"), "1.50"),
        (Decimal("0.12345678"), "0.12345678"),
        (Decimal("1234567.891"), "1,234,567.891"),
        (Decimal("99999999999.99999999"), "99,999,999,999.99999999"),
        (Decimal("-20"), "-20.00"),
        (Decimal("-1234.5"), "-1,234.50"),
        (Decimal("1E+3"), "1,000.00"),
        (Decimal("1E+999999"), "1E+999999"),
        (None, "-"),
        ("12", "12"),
    ],
)
def test_an_amount_shows_what_was_transmitted(value: Any, printed: str) -> None:
    assert amount(value) == printed


@given(st.decimals(min_value="-99999999999", max_value="99999999999", places=8))
def test_no_digit_of_an_amount_is_lost(value: Decimal) -> None:
    printed = amount(value)
    assert Decimal(printed.replace(",", "")) == value
    assert len(printed.partition(".")[2]) >= 2


@pytest.mark.parametrize(
    ("value", "printed"),
    [(1, "1"), (2000, "2000"), (Decimal("30.0"), "30"), (Decimal("1.5"), "1.50"), (None, "-")],
)
def test_a_count_has_no_decimals(value: Any, printed: str) -> None:
    assert integer(value) == printed


@pytest.mark.parametrize(("value", "printed"), [("2026-09-05", "05/09/2026"), ("ayer", "ayer"), (None, "-")])
def test_a_date_is_printed_day_first(value: Any, printed: str) -> None:
    assert day(value) == printed


def test_the_instant_is_el_salvadors() -> None:
    assert instant("2026-10-03", "18:05:09") == datetime(2026, 10, 4, 0, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize("hour", [None, "mediodía", ""])
def test_without_an_hour_the_instant_is_midnight(hour: Any) -> None:
    assert instant("2026-10-03", hour) == datetime(2026, 10, 3, 6, tzinfo=UTC)


@pytest.mark.parametrize("date", [None, "", "mañana", "0001-01-01"])
def test_without_a_usable_date_the_instant_is_fixed(date: Any) -> None:
    assert instant(date, "10:00:00") == datetime(1970, 1, 1, 6, tzinfo=UTC)


def test_an_instant_past_the_last_year_cannot_be_printed() -> None:
    assert instant("9999-12-31", "17:59:59").year == 9999
    with pytest.raises(RenderingError, match="9999-12-31T18:00:00"):
        instant("9999-12-31", "18:00:00")
