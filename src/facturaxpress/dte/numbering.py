"""The numbers that name a document: its control number, its generation code, and MH's seal of reception.

Sources: Manual Funcional 2.0 p. 31–32 and MH's JSON Schemas for `numeroControl` and `codigoGeneracion`; for the seal,
documents that MH has sealed.
"""

import re

import msgspec

from facturaxpress.dte.catalogs import Regime

LAST_NUMBER = 10**15 - 1
"""The highest number of a series; the next one is 1 again."""


class NumeroControl(msgspec.Struct, frozen=True):
    """A control number taken apart."""

    tipoDte: str
    """CAT-002 code, two digits."""
    establecimiento: str
    """Four characters: in 2.0 M (matriz), S (sucursal), B (bodega) or P (predio) and three digits."""
    puntoVenta: str
    """Four characters: in 2.0 P and three digits."""
    number: int
    """1 … 10^15 - 1 within the year, type, establishment and point of sale."""

    @property
    def current(self) -> bool:
        """Whether establishment and point of sale have the form of 2.0, and not only the free one of 1.x."""
        return bool(_ESTABLECIMIENTO(self.establecimiento) and _PUNTO_VENTA(self.puntoVenta))

    def __str__(self) -> str:
        return f"DTE-{self.tipoDte}-{self.establecimiento}{self.puntoVenta}-{self.number:015}"


def numero_control(tipoDte: str, establecimiento: str, puntoVenta: str, n: int, *, regime: Regime = "2.0") -> str:
    """Builds `DTE-01-M001P001-000000000000001`. Raises ValueError for parts that make no valid number."""
    if not _TIPO(tipoDte):
        raise ValueError(f"{tipoDte!r} is not a type of document")
    if not (is_establecimiento(establecimiento, regime=regime) and is_punto_venta(puntoVenta, regime=regime)):
        raise ValueError(f"{establecimiento!r} and {puntoVenta!r} are not codes of an establishment and point of sale")
    if not 1 <= n <= LAST_NUMBER:
        raise ValueError(f"{n} is not between 1 and {LAST_NUMBER}")
    return f"DTE-{tipoDte}-{establecimiento}{puntoVenta}-{n:015}"


def parse_numero_control(text: str, *, regime: Regime = "2.0") -> NumeroControl | None:
    """Takes a control number apart; None if it does not have the regime's form or its number is 0."""
    found = _NUMERO_CONTROL[regime](text)
    if found is None or int(found[4]) == 0:
        return None
    return NumeroControl(found[1], found[2], found[3], int(found[4]))


def is_establecimiento(code: str, *, regime: Regime = "2.0") -> bool:
    """Whether it can stand in a control number as the establishment, like `M001`."""
    return bool((_ESTABLECIMIENTO if regime == "2.0" else _FREE)(code))


def is_punto_venta(code: str, *, regime: Regime = "2.0") -> bool:
    """Whether it can stand in a control number as the point of sale, like `P001`."""
    return bool((_PUNTO_VENTA if regime == "2.0" else _FREE)(code))


def is_codigo_generacion(text: str) -> bool:
    """Whether it has the form of a UUID in capitals.

    The version nibble is not looked at: MH's schemas do not, and codes of other versions have been sealed.
    """
    return bool(_CODIGO_GENERACION(text))


def is_sello_recibido(text: str) -> bool:
    """Whether it has the form of MH's seal: the year, then 36 capitals and digits."""
    return bool(_SELLO(text))


# [0-9] and not \d, which takes digits of every script; fullmatch and not $, which takes a final line end.
_TIPO = re.compile("[0-9]{2}").fullmatch
_ESTABLECIMIENTO = re.compile("[MSBP][0-9]{3}").fullmatch
_PUNTO_VENTA = re.compile("P[0-9]{3}").fullmatch
_FREE = re.compile("[A-Z0-9]{4}").fullmatch
_NUMERO_CONTROL = {
    "2.0": re.compile("DTE-([0-9]{2})-([MSBP][0-9]{3})(P[0-9]{3})-([0-9]{15})").fullmatch,
    "1.x": re.compile("DTE-([0-9]{2})-([A-Z0-9]{4})([A-Z0-9]{4})-([0-9]{15})").fullmatch,
}
_CODIGO_GENERACION = re.compile("[A-F0-9]{8}(?:-[A-F0-9]{4}){3}-[A-F0-9]{12}").fullmatch
_SELLO = re.compile("20[0-9]{2}[A-Z0-9]{36}").fullmatch
