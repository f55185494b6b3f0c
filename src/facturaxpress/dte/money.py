"""Rounding of amounts, exactly as MH rounds: half up by magnitude, 8 decimals in the body and 2 in the summary.

Source: Manual Funcional 2.0 p. 55–57 (5.664 → 5.66, 5.665 → 5.67); negative amounts mirror the positive ones.

Python's own operators work in the thread's context, by default 28 digits and half to even. That is exact for sums, and
for one product of 8-decimal numbers as long as it stays below 10^12; a third factor, or input beyond what the law
allows, would be rounded on the way and then a second time. `times` and `total` are exact whatever the context is.
"""

from collections.abc import Iterable
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, Overflow

EXACT = Context(
    prec=200, rounding=ROUND_HALF_UP, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[InvalidOperation, DivisionByZero, Overflow]
)
"""Holds without rounding any product of two numbers that `jsonio` lets in. Its `divide` gives 200 digits, half up."""

TOLERANCE = Decimal("0.01")
"""Largest difference between a figure as sent and as computed that MH accepts (Manual Funcional 2.0 p. 56–57)."""

LIMIT = Decimal(10) ** 11
"""Every amount of a document is below it (MH's JSON Schemas)."""

ZERO = Decimal(0)

# With clamp and Emax = prec - 1 no result can have a positive exponent, so that `normalize` gives 100 and not 1E+2.
_PLAIN = Context(prec=200, rounding=ROUND_HALF_UP, Emin=-999_999, Emax=199, clamp=1, traps=[InvalidOperation, Overflow])
_EIGHT = Decimal("0.00000001")
_TWO = Decimal("0.01")
# The bound method of a context is the quickest way to work in it: 0.09 µs a call of `r8`, against 0.23 by keyword.
_quantize = EXACT.quantize
_normalize = _PLAIN.normalize
_multiply = EXACT.multiply
_add = EXACT.add


def r8(amount: Decimal) -> Decimal:
    """Rounds half up, by magnitude, at 8 decimals: a figure of the document's body."""
    return _quantize(amount, _EIGHT)


def r2(amount: Decimal) -> Decimal:
    """Rounds half up, by magnitude, at 2 decimals: a figure of the summary."""
    return _quantize(amount, _TWO)


def times(a: Decimal, b: Decimal) -> Decimal:
    """The exact product, not rounded."""
    return _multiply(a, b)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum, not rounded; 0 of nothing."""
    result = ZERO
    for amount in amounts:
        result = _add(result, amount)
    return result


def close(a: Decimal, b: Decimal) -> bool:
    """Whether the two differ by no more than MH's tolerance."""
    return abs(EXACT.subtract(a, b)) <= TOLERANCE


def tidy(amount: Decimal) -> Decimal:
    """The same number without trailing zeros, exponent or negative zero: 113.00 → 113, 1E+2 → 100, -0.00 → 0.

    `str` of the result is plain digits unless 0 < |amount| < 0.000001, which Python always writes with an exponent;
    `plain` covers that too. Raises `decimal.Overflow` from 10^200 on.
    """
    return _normalize(amount) or ZERO


def plain(amount: Decimal) -> str:
    """Plain digits: no exponent, no trailing zeros, no negative zero. Not for NaN or infinities (ValueError)."""
    if not amount.is_finite():
        raise ValueError(f"{amount} is not a number to print")
    text = str(_normalize(amount) or ZERO)
    return format(Decimal(text), "f") if "E" in text else text
