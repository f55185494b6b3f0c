"""Figures as they are printed. Nothing here rounds: what was transmitted is what is read."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, Final

from facturaxpress.rendering.estado import RenderingError

ABSENT: Final = "-"
"""Printed where a field that must be printed holds nothing (category A with null, category D unused)."""

EL_SALVADOR: Final = timezone(timedelta(hours=-6))
"""A fixed offset: the country keeps UTC-6 all year, and a document's instant must not depend on a zone database."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=EL_SALVADOR)

_PLAUSIBLE: Final = 30
"""Powers of ten beyond which a number is no amount and is printed as it was transmitted, not written out."""


def amount(value: Any) -> str:
    """`1234.5` -> `1,234.50`; two decimals at least, more only where the document carries them; null -> `-`.

    Trailing zeros beyond the second decimal are trimmed. Takes what a JSON number became: int or Decimal.
    """
    if value is None or isinstance(value, bool):
        return ABSENT
    if not isinstance(value, int | Decimal):
        return str(value)
    number = Decimal(value)
    if not number.is_finite() or abs(number.adjusted()) > _PLAUSIBLE:
        return str(value)
    whole, _, fraction = f"{abs(number):,f}".partition(".")
    fraction = fraction.rstrip("0").ljust(2, "0")
    sign = "-" if number < 0 else ""
    return f"{sign}{whole}.{fraction}"


def integer(value: Any) -> str:
    """A count without decimals (`1`, `30`), or as `amount` writes it if it is no whole number."""
    printed = amount(value)
    return printed.removesuffix(".00").replace(",", "") if printed.endswith(".00") else printed


def day(value: Any) -> str:
    """`2026-09-15` -> `15/09/2026`; text that is no ISO date stays as it is."""
    try:
        return date.fromisoformat(value).strftime("%d/%m/%Y")
    except (TypeError, ValueError):
        return ABSENT if value is None else str(value)


def instant(fecEmi: Any, horEmi: Any) -> datetime:
    """The document's own instant, aware; what a PDF's metadata carry instead of the clock's time.

    A draft without a usable date gets the first instant of 1970, so that it too is the same each time. RenderingError
    for an instant that is past the year 9999 in UTC.
    """
    for text in (f"{fecEmi}T{horEmi}", str(fecEmi)):
        try:
            read = datetime.fromisoformat(text).replace(tzinfo=EL_SALVADOR)
        except ValueError:
            continue
        try:
            read.astimezone(UTC)
        except OverflowError as error:
            raise RenderingError(f"No se puede imprimir un documento con la fecha {text[:40]}.") from error
        if read >= _EPOCH:
            return read
    return _EPOCH
