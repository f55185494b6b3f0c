"""Small questions about texts that the walk and the rules both ask."""

import re
from datetime import date
from decimal import Decimal

from facturaxpress.dte.money import plain


def shown(text: str, longest: int = 60) -> str:
    """The text fit to stand in a message: printable and not too long."""
    cut = text if len(text) <= longest else text[:longest] + "…"
    return "".join(character if character.isprintable() else "·" for character in cut)


def money(amount: Decimal) -> str:
    """An amount as people read it: two decimals at least, and all those it has."""
    text = plain(amount)
    whole, _, cents = text.partition(".")
    return f"{whole}.{cents:0<2}"


def is_date(text: str) -> bool:
    """Whether it is a date of the calendar, written YYYY-MM-DD."""
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_time(text: str) -> bool:
    """Whether it is a time of 24 hours, written HH:MM:SS; MH's own pattern lets the last digit be missing."""
    return _TIME.fullmatch(text) is not None


def is_email(text: str) -> bool:
    """Whether it has the form of an address; whether it exists is not asked."""
    return _EMAIL.fullmatch(text) is not None


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
