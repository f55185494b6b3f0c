"""NIT, DUI and NRC: their form, which is a fault where it is wrong, and their check digit, which is only a warning.

MH asks its own registers whether a number exists and is not known to look at the check digit; numbers in use fail it
now and then (17 of 18 NIT and 8 of 9 DUI that were tried pass). Sources: MH's JSON Schemas of both regimes for the
forms; the check digit of the NIT as in python-stdnum, that of the DUI as it is in general use: MH publishes neither. In
2.0 all three travel without hyphens; the structures 1.x want the DUI of a receptor with its hyphen.
"""

import re

import msgspec
from stdnum.sv import nit as _nit


class Identity(msgspec.Struct, frozen=True):
    """What can be said of a number without asking MH."""

    digits: str
    """The number as MH takes it in 2.0, without hyphens and blanks; as it was given if the form is wrong."""
    well_formed: bool
    """False is a fault."""
    checked: bool | None
    """Whether the check digit is right: False is a warning; None where there is none, or the form is wrong."""

    @property
    def suspect(self) -> bool:
        """Whether the form is right and the check digit is not."""
        return self.checked is False


def compact(text: str) -> str:
    """Without hyphens and blanks."""
    return text.translate(_HYPHENS)


def nit(text: str) -> Identity:
    """A NIT: 14 digits, or the 9 digits of the DUI that is one since 2021; with or without hyphens."""
    digits = compact(text)
    if _NIT(digits):
        return Identity(digits, True, digits[-1] == _nit.calc_check_digit(digits))
    return dui(text)


def dui(text: str) -> Identity:
    """A DUI: 9 digits, the last one a check digit; with or without hyphen."""
    digits = compact(text)
    if not _DUI(digits):
        return Identity(text, False, None)
    return Identity(digits, True, digits[8] == dui_check_digit(digits))


def dui_check_digit(digits: str) -> str:
    """The ninth digit that belongs to the first eight: weighed 9 … 2, their sum completed to a multiple of 10."""
    return str(-sum(int(digit) * weight for digit, weight in zip(digits[:8], range(9, 1, -1), strict=True)) % 10)


def nrc(text: str) -> Identity:
    """A NRC: 2 to 8 digits, with or without hyphen.

    It is printed with a hyphen before its last digit, as if that were a check digit; no rule for it is published, and
    MH's schemas ask for digits only. So `checked` is None, and MH's register alone tells whether it belongs to a NIT.
    """
    digits = compact(text)
    return Identity(digits, True, None) if _NRC(digits) else Identity(text, False, None)


_HYPHENS = str.maketrans("", "", "-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{MINUS SIGN} \N{NO-BREAK SPACE}")
_NIT = re.compile("[0-9]{14}").fullmatch
_DUI = re.compile("[0-9]{9}").fullmatch
_NRC = re.compile("[0-9]{2,8}").fullmatch
