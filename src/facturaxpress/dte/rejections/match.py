"""An entry of the tables by which a meaning at a field finds the rules that judge it."""

import re
from collections.abc import Iterable
from fnmatch import translate

from msgspec import Struct


class Match(Struct, frozen=True, kw_only=True):
    """A meaning at a field. Where several fit, the rules of all of them are told, in the order of the table."""

    meanings: frozenset[str]
    """Names of meanings."""
    fields: re.Pattern[str]
    """Of paths without their indexes."""
    rules: tuple[str, ...] = ()
    fix: tuple[str, str] | None = None
    """What to do here, where it is more than the meaning says: in Spanish and in English."""
    resendable: bool = True


def at(fields: str, meanings: str, *rules: str, fix: tuple[str, str] | None = None, resendable: bool = True) -> Match:
    """`fields` and `meanings` are lists with blanks between; a field may hold `*`."""
    return Match(
        meanings=frozenset(meanings.split()),
        fields=_pattern(fields.split()),
        rules=rules,
        fix=fix,
        resendable=resendable,
    )


def _pattern(fields: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(translate(field) for field in fields))


LISTED = "003 007 024 invalid choice"
"""How MH may refuse a code that is not in its catalogue."""
SHAPED = "003 006 format"
"""How MH may refuse a form."""
NEEDED = "005 023 invalid required"
UNDUE = "003 007 024 invalid"
NUMBER = "003 006 007 008 009 010 011 format"
"""How MH may refuse the number of a taxpayer."""
