"""Questions about one value that several rules ask; answers are remembered, since issuers and receivers come again."""

import re
from datetime import date
from functools import lru_cache

from facturaxpress.dte import catalogs, identity
from facturaxpress.dte.catalogs import Regime

_NIT = re.compile(r"[0-9]{14}|[0-9]{9}").fullmatch
_DUI = re.compile(r"[0-9]{9}").fullmatch
_OLD_DUI = re.compile(r"[0-9]{8}-[0-9]").fullmatch
_NRC = re.compile(r"[0-9]{2,8}").fullmatch
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)*\.[^\W\d_]{2,}").fullmatch


@lru_cache(4096)
def nit_form(text: str) -> bool:
    """14 digits, or the 9 of a DUI; without hyphens."""
    return _NIT(text) is not None


@lru_cache(4096)
def dui_form(text: str, *, hyphen: bool) -> bool:
    """9 digits; with a hyphen before the last, or without."""
    return (_OLD_DUI if hyphen else _DUI)(text) is not None


def nrc_form(text: str) -> bool:
    return _NRC(text) is not None


@lru_cache(4096)
def suspect(text: str) -> bool:
    """Whether the check digit of a well-formed NIT or DUI is not the one that belongs to it."""
    return identity.nit(text).suspect


@lru_cache(4096)
def email_form(text: str) -> bool:
    """An address whose domain ends in letters."""
    return _EMAIL(text) is not None


@lru_cache(4096)
def listed(catalog: str, code: str, regime: Regime, on: date) -> bool:
    return catalogs.contains(catalog, code, regime=regime, on=on)


@lru_cache(64)
def codes(catalog: str, regime: Regime, on: date) -> frozenset[str]:
    """All codes of a small catalogue on a day."""
    return frozenset(entry.code for entry in catalogs.entries(catalog, regime=regime, on=on))


@lru_cache(64)
def numbers(catalog: str, regime: Regime, on: date) -> frozenset[int]:
    """All codes of a catalogue whose codes are whole numbers."""
    return frozenset(int(code) for code in codes(catalog, regime, on))


@lru_cache(4096)
def wrong_part(departamento: str, municipio: str, distrito: str | None, regime: Regime, on: date) -> str | None:
    """The first part of an address that its catalogue does not have there; None if all is well."""
    if not catalogs.contains("CAT-012", departamento, regime=regime, on=on):
        return "departamento"
    if not catalogs.contains("CAT-013", municipio, regime=regime, on=on, departamento=departamento):
        return "municipio"
    if distrito is not None:
        entry = catalogs.lookup("CAT-008", distrito, regime=regime, on=on, departamento=departamento)
        if entry is None or not entry.lies_in(municipio):
            return "distrito"
    return None


@lru_cache(256)
def choices(catalog: str, regime: Regime, on: date, longest: int = 14) -> str:
    """The codes of a catalogue with their names, for a fix; cut where there are many."""
    entries = catalogs.entries(catalog, regime=regime, on=on)
    text = ", ".join(f"{entry.code} {entry.label}" for entry in entries[:longest])
    return text if len(entries) <= longest else f"{text}…"
