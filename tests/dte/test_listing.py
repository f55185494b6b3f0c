"""What is retained of a document that a certificate lists."""

from datetime import date
from decimal import Decimal

import pytest

from facturaxpress.dte import tributes
from facturaxpress.dte.listing import RATED, retention_rate

CHANGE = date(2027, 1, 1)
EVE = date(2026, 12, 31)


def test_under_c4_all_of_the_iva_of_the_day_is_retained() -> None:
    old = tributes.Rate("20", Decimal("0.13"), "venta", "prueba", until=EVE)
    new = tributes.Rate("20", Decimal("0.15"), "venta", "prueba", since=CHANGE)
    tributes.rate.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tributes, "RATES", (new, old))
        rates = [retention_rate(code, day) for code in ("C4", "22") for day in (EVE, CHANGE)]
    tributes.rate.cache_clear()
    assert rates == [Decimal("0.13"), Decimal("0.15"), Decimal("0.01"), Decimal("0.01")]


@pytest.mark.parametrize("code", ["C9", "", "20", None])
def test_other_codes_have_no_one_rate(code: str | None) -> None:
    assert retention_rate(code, EVE) is None
    assert code not in RATED


def test_the_codes_that_have_one() -> None:
    assert all(retention_rate(code, EVE) for code in RATED)
