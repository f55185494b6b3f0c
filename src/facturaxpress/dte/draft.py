"""A document that lacks only its numbers."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import Struct

from facturaxpress.dte.faults import Fault
from facturaxpress.dte.jsonio import parse_json
from facturaxpress.dte.numbering import is_codigo_generacion, parse_numero_control

_BLANK = re.compile(
    rb'(?:"numeroControl":"DTE-[0-9a-z]+-[A-Z0-9]{8}-0{15}",)?"codigoGeneracion":"0{8}-0{4}-0{4}-0{4}-0{12}"'
)
"""The numbers while they are not known; `identificacion` comes first, so nothing that was sent stands before them."""


class Draft(Struct, frozen=True, kw_only=True):
    """A sale made into a document, computed and found right; `finish` gives it its numbers."""

    tipoDte: str
    version: int
    ambiente: str
    fecEmi: date
    horEmi: str
    establecimiento: str
    puntoVenta: str
    referencia: str | None
    """The client's own key of the sale, if it sent one."""
    warnings: tuple[Fault, ...]
    totals: dict[str, Decimal]
    """The figures of `resumen`, by MH's names."""
    receptor_nombre: str | None
    receptor_documento: str | None
    total: Decimal
    """What `totalLetras` spells."""
    text: bytes
    """The document with blanks for its numbers."""
    event: bool = False
    """Whether it is an event, which has no `numeroControl`."""

    def finish(self, numeroControl: str | None, codigoGeneracion: str) -> bytes:
        """The exact payload to sign: compact JSON, keys in MH's order, nulls kept.

        Raises ValueError for numbers that do not belong to this document.
        """
        if not self.event:
            number = parse_numero_control(numeroControl or "")
            place = (self.tipoDte, self.establecimiento, self.puntoVenta)
            if number is None or (number.tipoDte, number.establecimiento, number.puntoVenta) != place:
                raise ValueError(f"{numeroControl!r} is no number of {'/'.join(place)}")
        elif numeroControl is not None:
            raise ValueError("an event has no numeroControl")
        if not is_codigo_generacion(codigoGeneracion):
            raise ValueError(f"{codigoGeneracion!r} is no codigoGeneracion")
        code = f'"codigoGeneracion":"{codigoGeneracion}"'
        return self._with(code if self.event else f'"numeroControl":"{numeroControl}",{code}')

    def preview(self) -> dict[str, Any]:
        """The document with null where its numbers will be; Decimals and ints are exact."""
        code = '"codigoGeneracion":null'
        document: dict[str, Any] = parse_json(self._with(code if self.event else f'"numeroControl":null,{code}'))
        return document

    def _with(self, numbers: str) -> bytes:
        return _BLANK.sub(numbers.encode(), self.text, count=1)
