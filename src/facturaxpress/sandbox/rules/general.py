"""Checks that hold for every structure: the request against what it carries, the issuer, the version, the date."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from facturaxpress.sandbox.messages import RefusalError
from facturaxpress.sandbox.rules.versions import Window

DAYS_AHEAD = 5
"""Days `fecEmi` may lie after the day of transmission, within the same tax period (Normativa 2.0)."""

_MIDNIGHT_TOLERANCE = timedelta(minutes=30)
"""What the issuer's clock may be ahead on the last day of a month (same source)."""


def check_envelope(document: Any, **said: Any) -> None:
    """What the request says of a document or event must be what the signed text says of itself (027)."""
    identification = document.get("identificacion") if isinstance(document, dict) else None
    if not isinstance(identification, dict):
        return  # the structure check says it better
    for name, value in said.items():
        if name in identification and identification[name] != value:
            raise RefusalError("027", f"identificacion.{name}")


def check_issuer(document: dict[str, Any], nit: str) -> None:
    """The issuer named in the document is the taxpayer whose token and key were used (008)."""
    name = "emisor" if "emisor" in document else "donatario"
    issuer = document.get(name) or {}
    key = "nit" if "nit" in issuer else "numDocumento"
    if issuer.get(key) != nit:
        raise RefusalError("008", f"{name}.{key}")


def check_version(windows: Sequence[Window], structure: str, version: int, ambiente: str, day: date) -> None:
    """The structure is accepted on that day (003)."""
    if not Window.accept(windows, structure, version, ambiente, day):
        raise RefusalError("003", "identificacion.version")


def read_date(text: str, field: str) -> date:
    """A date of the calendar (006)."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise RefusalError("006", field) from error


def check_date(fecEmi: date, now: datetime) -> list[str]:
    """Judge `fecEmi` against `now`, a local time: a refusal (017, 018), or the observations of an accepted one."""
    today = now.date()
    if fecEmi > today + timedelta(days=DAYS_AHEAD):
        raise RefusalError("018", "identificacion.fecEmi")
    latest = max(today, (now + _MIDNIGHT_TOLERANCE).date())
    if fecEmi.replace(day=1) > latest.replace(day=1):
        raise RefusalError("017", "identificacion.fecEmi")
    return [] if fecEmi == today else ["identificacion.fecEmi Difiere de la fecha de envío."]
